#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

DOCUMENTATION = r"""
module: pipeline_tables
short_description: Make the tables of a DataJoint pipeline
version_added: 0.1.0
description:
  - Makes an empty database usable. The pipeline's code declares its tables, DataJoint's hidden ones included
    (C(~log), C(~jobs), C(~external_*)), in a container of the image that its workers run.
  - This is done by the account C(bootstrap), which is unlocked with a new random password as long as it takes, and
    locked again afterwards, also after a failure. If a run was killed meanwhile, the next one locks it.
  - Tables may first be loaded from a structure-only dump, which code needs whose modules need each other's tables.
  - It runs again when the commit changed or a table is missing. Tables that are there are never altered or dropped.
extends_documentation_fragment:
  - mesoscale.map.planned
requirements:
  - PyMySQL and the Python package docker on the machine that runs the task
options:
  login:
    description: The server, and the administrator's account there.
    type: dict
    required: true
    suboptions:
      address: {description: "Name of the server, as in its certificate.", type: str, required: true}
      port: {description: Port of the server., type: int, default: 3306}
      user: {description: "One that may make accounts and schemas, and pass on rights.", type: str, required: true}
      password: {description: Its password., type: str, required: true}
      ca_file: {description: "Certificates (PEM) that may sign the server's.", type: path, required: true}
  environment: {description: "Name of the environment, for the container's name and label.", type: str, required: true}
  schemas:
    description: Schemas that the pipeline may have. Those that are missing are made; only those of its code get tables.
    type: list
    elements: str
    required: true
  pipeline_prefix:
    description: What all schemas of the pipeline begin with. The account has its rights on these.
    type: str
    default: map_
  commit:
    description: Commit of the pipeline's code in O(image). Without one the code isn't asked, only O(dump) is loaded.
    type: str
    default: ""
  image: {description: "Image that has the code, built from C(images/worker), with its tag.", type: str, default: ""}
  package: {description: Name of the code's Python package., type: str, default: pipeline}
  modules:
    description: Modules that declare tables. All of the package by default.
    type: list
    elements: str
    default: []
  configuration:
    description: DataJoint's configuration for the code, without account and keys; C(stores) must name all stores.
    type: dict
    default: {}
  database:
    description: The server as containers reach it; by default as in O(login).
    type: dict
    suboptions:
      address: {description: Name of the server., type: str, required: true}
      port: {description: Port of the server., type: int, default: 3306}
  networks:
    description: Networks of the container.
    type: list
    elements: str
    default: []
  dump:
    description:
      - Text that C(mysqldump --no-data --skip-triggers --databases) wrote. Loaded into schemas that have no tables.
      - Only its C(CREATE TABLE) statements are executed, and only as the account C(bootstrap).
      - A dump with anything else than such a frame and tables is refused.
    type: str
    default: ""
  memory: {description: The most memory that the container may use., type: str, default: 2g}
  timeout_seconds: {description: After so long the container is killed., type: int, default: 600}
  engine_planned:
    description: In check mode, don't ask the container engine, because an earlier task of this run planned it.
    type: bool
    default: false
  assume_empty:
    description: In check mode, plan against nothing, because an earlier task of this run planned to make the server.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Have the pipeline's tables made
  mesoscale.map.pipeline_tables:
    login: "{{ database_login }}"
    environment: production
    schemas: [map_v2_lab, map_v2_ephys]
    commit: 534ea498df9b7e3b17b8f9e0284e31e0c71d966a
    image: "{{ pipeline_image.images['map/worker'] }}"
    configuration:
      stores: {report_store: {stage: /data/report}, archive_store: {stage: /tmp}}
"""

RETURN = r"""
plan:
  description: The changes that were made, or in check mode would be.
  returned: success
  type: list
  elements: dict
  sample:
    - system: database
      action: create
      target: 'tables of map_*: declare with commit 534ea498df9b'
      before:
      after: {commit: 534ea498df9b7e3b17b8f9e0284e31e0c71d966a, missing: []}
      impact: none
commit:
  description: Commit whose tables were declared last.
  returned: success
  type: str
tables:
  description: Each schema, and how many tables it has, hidden ones included.
  returned: success
  type: dict
  sample: {map_v2_lab: 5, map_v2_ephys: 7}
"""

from ansible_collections.mesoscale.map.plugins.module_utils.run import main
from ansible_collections.mesoscale.map.plugins.module_utils.specs import pipeline_tables

if __name__ == "__main__":
    main(pipeline_tables)
