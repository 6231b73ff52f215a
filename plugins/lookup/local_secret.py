# GNU General Public License v3.0+ (see LICENSE)
"""Look up one secret of an environment on this machine."""

from __future__ import annotations

DOCUMENTATION = r"""
name: local_secret
author: The mesoscale activity map project (@mesoscale-activity-map)
version_added: 0.1.0
short_description: A secret that is made on first use and kept in a file of the environment
description:
  - Gives the text of the file C(.secrets/NAME) in the environment's folder. Where the file is missing it is made, with
    32 random letters and digits, readable by its owner only.
  - In check mode nothing is written; a missing secret has a value that begins with C(planned-).
  - Meant for the environment C(local) and for tests. Real environments keep their secrets in an encrypted C(vault.yml).
options:
  _terms:
    description: Names of secrets, of small letters, digits and underscores.
    required: true
    type: list
    elements: string
  volume:
    description:
      - The name of a container volume whose content can't be used without the secret, such as a database's files.
      - If the file is missing while the volume exists, the secret was lost, and the lookup fails.
    type: string
    default: ""
  make:
    description:
      - Whether to make a file that is missing.
      - Without it the secret is somebody else's to choose, and the value is empty until there is one; see
        M(mesoscale.map.local_secret).
    type: bool
    default: true
seealso:
  - plugin: mesoscale.map.local_secrets
    plugin_type: lookup
"""

EXAMPLES = r"""
map_label_key: "{{ lookup('mesoscale.map.local_secret', 'label_key') }}"

map_database_master_password: >-
  {{ lookup('mesoscale.map.local_secret', 'database_master', volume='map-local-embedded-mysql') }}

map_globus_token: "{{ lookup('mesoscale.map.local_secret', 'globus_token', make=false) }}"
"""

RETURN = r"""
_raw:
  description: The secrets, in the order of the names.
  type: list
  elements: string
"""

import typing as t

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from ansible_collections.mesoscale.map.plugins.plugin_utils.local_secrets import of_environment


class LookupModule(LookupBase):  # type: ignore[misc]  # ansible-core has no types
    """Gives one text for each name."""

    def run(self, terms: list[t.Any], variables: dict[str, t.Any] | None = None, **kwargs: t.Any) -> list[str]:
        """terms: names of secrets."""
        self.set_options(var_options=variables, direct=kwargs)
        try:
            secrets = of_environment(variables or {}, volume=self.get_option("volume"))
            ask = secrets.value if self.get_option("make") else secrets.existing
            return [ask(str(name)) for name in terms]
        except MapError as error:
            raise AnsibleLookupError(str(error)) from error
