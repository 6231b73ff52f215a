# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

import re
import typing as t

from ansible_collections.mesoscale.map.plugins.module_utils.plan import UNKNOWN

DOCUMENTATION = r"""
name: certificate_texts
short_description: Files of certificates as containers get them
version_added: 0.1.0
description:
  - Gives the name that a file has in containers, and what it holds. The name comes from the setting, as
    C(database_ca.pem) of C(map_database_ca_file).
  - What isn't there yet is known after apply, for the module mesoscale.map.file_texts refuses what is missing.
author:
  - The mesoscale activity map project (@mesoscale-activity-map)
positional: files
options:
  _input:
    description: What mesoscale.map.file_texts read, by setting; empty where the host is only about to be made.
    type: dict
    required: true
  files:
    description: The paths of files on the host, by the setting that names each. Empty paths are left out.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Show what containers trust
  ansible.builtin.debug:
    msg: "{{ __workers_certificates.texts | mesoscale.map.certificate_texts(__workers_trusted) }}"
"""

RETURN = r"""
_value:
  description: The contents, by the name of the file.
  type: dict
"""


def certificate_texts(texts: dict[str, str], files: dict[str, str]) -> dict[str, str]:
    """Name of the file -> what it holds."""
    return {_name(setting): texts.get(setting, UNKNOWN) for setting, path in files.items() if path}


def _name(setting: str) -> str:
    return re.sub(r"^.*?_([a-z0-9]+_ca)_file$", r"\1.pem", setting)


class FilterModule:
    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        return {"certificate_texts": certificate_texts}
