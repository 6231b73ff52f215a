#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

DOCUMENTATION = r"""
module: container_run
short_description: Run a container once to its end
version_added: 0.1.0
description:
  - Runs a command in a container of an image that is on the host, waits for its end, and removes the container.
  - What an interrupted run of the same name left is ended and removed first.
  - The container has a read-only root, no capabilities and no more memory than O(memory).
  - In check mode it runs nothing.
extends_documentation_fragment:
  - mesoscale.map.planned
requirements:
  - the Python package docker on the machine that runs the task
options:
  environment:
    description: Name of the environment, for the container's name and label.
    type: str
    required: true
  name:
    description: What the run is for; one container at a time has this name in the environment.
    type: str
    required: true
  image:
    description: Image with its tag.
    type: str
    required: true
  command:
    description: The command's words; the image's own command by default.
    type: list
    elements: str
    default: []
  entrypoint:
    description: Words of an entrypoint instead of the image's own.
    type: list
    elements: str
    default: []
  stdin:
    description:
      - What the container reads from its standard input.
      - The way to give it secrets; they are blacked out in its output.
    type: str
    default: ""
  mounts:
    description: Folders, files and volumes that it sees.
    type: list
    elements: dict
    default: []
    suboptions:
      source: {description: "A full path on the host, which must exist, or a volume's name.", type: str, required: true}
      target: {description: Path in the container., type: str, required: true}
      read_only: {description: Whether it may only read there., type: bool, default: true}
  networks:
    description: Networks that it joins. Without any it reaches nothing.
    type: list
    elements: str
    default: []
  user:
    description: User and group id.
    type: str
    default: "999:999"
  variables:
    description: Environment variables. Anyone on the host may read them, so no secrets.
    type: dict
    default: {}
  directory:
    description: Working directory; the image's own by default.
    type: str
    default: ""
  scratch:
    description: Folders that may be written, and vanish with the container.
    type: list
    elements: str
    default: [/tmp]
  memory:
    description: The most memory that it may use.
    type: str
    default: 1g
  timeout_seconds:
    description: After so long it is killed, and the task fails.
    type: int
    default: 600
  exit_codes:
    description: Exit codes that are no failure.
    type: list
    elements: int
    default: [0]
  changes:
    description: Whether the run counts as a change. Without it the result never says that something changed.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Ask the archive whether it answers
  mesoscale.map.container_run:
    environment: local
    name: archive-check
    image: "{{ pipeline_image.images['map/worker'] }}"
    command: [python, scripts/archive_check.py]
    stdin: "{{ archive_token }}"
    networks: [map-local]
  register: archive_check
"""

RETURN = r"""
exit_code:
  description: The command's exit code.
  returned: success, but not in check mode
  type: int
output:
  description: The last 64 KiB of all that it wrote, without the secrets of O(stdin).
  returned: success, but not in check mode
  type: str
stdout:
  description: The same of its standard output alone.
  returned: success, but not in check mode
  type: str
plan:
  description: The run, when it counts as a change.
  returned: success
  type: list
  elements: dict
"""

from ansible_collections.mesoscale.map.plugins.module_utils.run import main
from ansible_collections.mesoscale.map.plugins.module_utils.specs import container_run

if __name__ == "__main__":
    main(container_run)
