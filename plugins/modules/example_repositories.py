#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

DOCUMENTATION = r"""
module: example_repositories
short_description: Make git repositories of examples that come with the collection
version_added: 0.1.0
description:
  - Lays down bare repositories whose branch C(main) is one commit with the files of a folder of the collection.
  - They stand in for a git server where there is none. The host needs no git for this.
  - The same files give the same commit everywhere; P(mesoscale.map.folder_commit#lookup) tells it beforehand.
  - Commits that a repository held before stay in it.
extends_documentation_fragment:
  - mesoscale.map.planned
options:
  repositories:
    description: All repositories.
    type: list
    elements: dict
    required: true
    suboptions:
      path:
        description: The repository's folder on the host.
        type: path
        required: true
      folder:
        description: The example, as a path relative to the collection's root. It is read on the controller.
        type: str
        required: true
      files:
        description: The files of the folder. They are filled in on the controller; nobody writes them in a playbook.
        type: list
        elements: dict
        default: []
        suboptions:
          path:
            description: Path in the folder.
            type: str
            required: true
          content:
            description: Its content in base64.
            type: str
            required: true
          executable:
            description: Whether it may be executed.
            type: bool
            default: false
seealso:
  - plugin: mesoscale.map.folder_commit
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: Lay down the examples' repositories
  mesoscale.map.example_repositories:
    repositories:
      - path: /srv/map/local/embedded/repositories/pipeline.git
        folder: examples/pipeline
      - path: /srv/map/local/embedded/repositories/webgui.git
        folder: examples/webgui
"""

RETURN = r"""
plan:
  description: The changes that were made, or in check mode would be.
  returned: success
  type: list
  elements: dict
  sample:
    - system: files
      action: create
      target: repository /srv/map/local/embedded/repositories/pipeline.git
      before:
      after: {branch: main, commit: 9c1d7ba52df54a9e2d4d4c3f0d63b5d1fb3b0d1e}
      impact: none
commits:
  description: The commit of each repository, of 40 hex digits, by path.
  returned: success
  type: dict
  sample:
    /srv/map/local/embedded/repositories/pipeline.git: 9c1d7ba52df54a9e2d4d4c3f0d63b5d1fb3b0d1e
"""

from ansible_collections.mesoscale.map.plugins.module_utils.run import main
from ansible_collections.mesoscale.map.plugins.module_utils.specs import example_repositories

if __name__ == "__main__":
    main(example_repositories)
