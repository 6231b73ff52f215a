# GNU General Public License v3.0+ (see LICENSE)
"""Look up files of certificates on this machine that a host shall have."""

from __future__ import annotations

DOCUMENTATION = r"""
name: authority_files
author: The mesoscale activity map project (@mesoscale-activity-map)
version_added: 0.1.0
short_description: Certificates of authorities on this machine, as files that a host shall have
description:
  - Reads files of certificates where Ansible runs, and gives them as the option C(files) of
    M(mesoscale.map.config_files).
  - A file that isn't there, or holds no certificate, is an error.
options:
  _terms:
    description:
      - Dictionaries of paths on the host, and of the files here.
      - A path here that doesn't begin with a slash or C(~) is one in the environment's folder.
    required: true
    type: list
    elements: dict
  planned:
    description: Whether a file that isn't there is about to be made in this run; what it holds is known after apply.
    type: bool
    default: false
seealso:
  - module: mesoscale.map.config_files
"""

EXAMPLES = r"""
- name: Bring the certificates of RDS to the host
  mesoscale.map.config_files:
    files: "{{ lookup('mesoscale.map.authority_files', {'/etc/ssl/certs/rds.pem': '/home/you/rds.pem'}) }}"
"""

RETURN = r"""
_raw:
  description: The files, each with its path on the host and its content.
  type: list
  elements: dict
"""

import pathlib
import typing as t

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from ansible_collections.mesoscale.map.plugins.plugin_utils.authority_files import read
from ansible_collections.mesoscale.map.plugins.plugin_utils.local_secrets import environment_folder


class LookupModule(LookupBase):  # type: ignore[misc]  # ansible-core has no types
    """Gives one entry for each file."""

    def run(
        self, terms: list[t.Any], variables: dict[str, t.Any] | None = None, **kwargs: t.Any
    ) -> list[list[dict[str, str]]]:
        """terms: dictionaries of paths there and here."""
        self.set_options(var_options=variables, direct=kwargs)
        planned = bool(self.get_option("planned"))
        given = variables or {}
        return [[_entry(there, here, planned, given) for there, here in term.items()] for term in terms]


def _entry(there: str, here: str, planned: bool, variables: dict[str, t.Any]) -> dict[str, str]:
    path = pathlib.Path(here).expanduser()
    try:
        whole = path if path.is_absolute() else environment_folder(variables) / path
        return {"path": there, "content": read(whole, planned)}
    except MapError as error:
        raise AnsibleLookupError(str(error)) from error
