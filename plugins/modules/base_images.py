#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

DOCUMENTATION = r"""
module: base_images
short_description: Make the Debian images that all other images build on
version_added: 0.1.0
description:
  - Makes C(map/debian:<suite>-slim) for each suite.
  - Where a registry answers, its image is pulled; where none does, a small Debian is built with mmdebstrap from the
    mirror in the machine's own apt sources. mmdebstrap is installed only then.
  - Extra CA files are baked in, and the image's tools are told to trust them. When they change, the image is made anew.
extends_documentation_fragment:
  - mesoscale.map.planned
options:
  suites:
    description: Debian's suites, such as V(trixie) or V(sid).
    type: list
    elements: str
    required: true
  registry:
    description: Host of the registry that holds C(debian); the engine's default when empty.
    type: str
    default: ""
  ca_files:
    description: CA files on the host, or patterns of them, that images shall trust.
    type: list
    elements: path
    default: []
  assume_empty:
    description: In check mode, plan against nothing, because an earlier task of this run planned to make the engine.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Make the base images
  mesoscale.map.base_images:
    suites: [trixie]
    ca_files: [/usr/local/share/ca-certificates/*.crt]
"""

RETURN = r"""
plan:
  description: The changes that were made, or in check mode would be.
  returned: success
  type: list
  elements: dict
  sample:
    - system: engine
      action: create
      target: image map/debian:trixie-slim
      before:
      after: {mark: 0123456789ab}
      impact: none
images:
  description: Tags of the base images.
  returned: success
  type: list
  elements: str
  sample: ["map/debian:trixie-slim"]
planned:
  description: Tags of those that were missing or out of date at the start of the task.
  returned: success
  type: list
  elements: str
"""

from ansible_collections.mesoscale.map.plugins.module_utils.run import main
from ansible_collections.mesoscale.map.plugins.module_utils.specs import base_images

if __name__ == "__main__":
    main(base_images)
