# GNU General Public License v3.0+ (see LICENSE)
"""The options of the images that a stack builds."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  images:
    description:
      - Images to build. The tag is a hash of all that goes in, and the last three are kept.
      - List an image behind those that it builds on.
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description: The image is called C(map/<name>).
        type: str
        required: true
      context:
        description: Folder with the Dockerfile on the controller, a full path or a name in the collection's C(images/).
        type: path
      files:
        description: More files of the build context.
        type: list
        elements: dict
        default: []
        suboptions:
          path:
            description: Path in the context.
            type: str
            required: true
          content:
            description: Content in Base64.
            type: str
            required: true
          executable:
            description: Whether it may be executed.
            type: bool
            default: false
      arguments:
        description: Build arguments. Never put a secret here, for it stays in the image's history.
        type: dict
        default: {}
      sources:
        description:
          - Commits of git repositories on the host that go into the context, as M(mesoscale.map.git_mirror) keeps them.
          - Only the commit's files go in, and its id is a label of the image. Submodules and files of Git LFS don't.
        type: list
        elements: dict
        default: []
        suboptions:
          path:
            description: The repository, with or without a work tree.
            type: path
            required: true
          commit:
            description: The commit, all 40 hex digits.
            type: str
            required: true
          into:
            description: Folder of the context that the files go into.
            type: str
            required: true
  needed_images:
    description: Full names of older images that stay, beside the last three, because somebody needs them later.
    type: list
    elements: str
    default: []
"""
