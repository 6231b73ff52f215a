# GNU General Public License v3.0+ (see LICENSE)
"""The options of a set of files."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  files:
    description: The files. What a service of a stack mounts is seen in the stack's definition.
    type: list
    elements: dict
    default: []
    suboptions:
      path:
        description: Absolute path, or in a stack, path relative to the stack's directory.
        type: str
        required: true
      content:
        description: What the file shall hold. It is shown in diffs.
        type: str
      secret_content:
        description: What a secret file shall hold. It is never shown; write either this or O(files[].content).
        type: str
      mode:
        description: Four octal digits in quotes; V(0444) by default, V(0400) for a secret file.
        type: str
      owner:
        description: User id of the owner; whoever runs the task by default.
        type: int
      group:
        description: Group id; that of the same number as O(files[].owner) by default.
        type: int
      live:
        description:
          - Whether its reader takes up a new version without a restart, so that no container is made anew for it.
          - Mount the folder of such a file, for a mounted single file stays the old one.
        type: bool
        default: false
  key:
    description: Key for the hashes of contents, at least 16 characters. Needed when there is a secret file.
    type: str
    default: ""
"""
