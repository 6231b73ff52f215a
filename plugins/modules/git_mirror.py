#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

DOCUMENTATION = r"""
module: git_mirror
short_description: Have a commit of a git repository on the host
version_added: 0.1.0
description:
  - Keeps a bare repository on the host that holds a commit with its history, to build images from.
  - The network is asked only while the commit isn't there.
  - The commit is pinned by a ref C(refs/map/COMMIT). It stays when branches are pushed over, and so do older ones.
  - Submodules and files of Git LFS are not fetched.
  - Whatever stops a fetch, the next run goes on; what it left is removed.
extends_documentation_fragment:
  - mesoscale.map.planned
requirements:
  - git on the host, and for SSH addresses OpenSSH's client; the role docker installs git
options:
  repository:
    description:
      - Address of the repository, as C(https://HOST/PATH), C(ssh://git@HOST/PATH), C(git@HOST:PATH) or C(file:///PATH).
      - An address that holds a user and password or a token is refused, for it is shown.
    type: str
    required: true
  commit:
    description: The commit, all 40 hex digits. Branches, tags and short ones are refused, for their meaning changes.
    type: str
    required: true
  path:
    description: Folder of the mirror on the host.
    type: path
    required: true
  token:
    description: For a private repository by C(https), a token that may read it. It is on no disk of the host.
    type: str
    default: ""
  token_user:
    description: The user name that the server wants with the token. GitHub and GitLab take any for access tokens.
    type: str
    default: x-access-token
  ssh_key:
    description: For a private repository by SSH, a private key without a passphrase. It is on no disk of the host.
    type: str
    default: ""
  ssh_known_hosts:
    description:
      - Lines of a C(known_hosts) file with the server's host keys.
      - When empty, those that the host knows count. A server whose key isn't known is refused.
    type: str
    default: ""
  wait_seconds:
    description: Seconds that fetching may take in all, repetitions after failures of the network included.
    type: int
    default: 600
  assume_empty:
    description: In check mode, plan against nothing, because an earlier task of this run planned to make the host.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Have the pipeline's source on the host
  mesoscale.map.git_mirror:
    repository: https://github.com/mesoscale-activity-map/map-ephys
    commit: 1f0d7c6b2a3948576a5b4c3d2e1f00112233445d
    path: /srv/map/production/pipeline.git
    token: "{{ map_pipeline_token }}"
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
      target: "repository /srv/map/production/pipeline.git: commit 1f0d7c6b2a3948576a5b4c3d2e1f00112233445d"
      before:
      after: {from: "https://github.com/mesoscale-activity-map/map-ephys"}
      impact: none
path:
  description: Folder of the mirror.
  returned: success
  type: str
  sample: /srv/map/production/pipeline.git
commit:
  description: The commit that it holds.
  returned: success
  type: str
  sample: 1f0d7c6b2a3948576a5b4c3d2e1f00112233445d
"""

from ansible_collections.mesoscale.map.plugins.module_utils.run import main
from ansible_collections.mesoscale.map.plugins.module_utils.specs import git_mirror

if __name__ == "__main__":
    main(git_mirror)
