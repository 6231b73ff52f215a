# GNU General Public License v3.0+ (see LICENSE)
"""Look up several secrets of an environment on this machine."""

from __future__ import annotations

DOCUMENTATION = r"""
name: local_secrets
author: The mesoscale activity map project (@mesoscale-activity-map)
version_added: 0.1.0
short_description: Secrets that are made on first use and kept in files of the environment, as a dictionary
description:
  - Gives a dictionary that has a secret for each name, for variables such as C(map_people_passwords).
  - Each secret is a file, as the lookup P(mesoscale.map.local_secret#lookup) describes.
options:
  _terms:
    description: Names, or lists of names, of small letters, digits and underscores.
    required: true
    type: list
    elements: raw
  prefix:
    description: What is put before a name to give the name of its file.
    type: string
    default: ""
  volume:
    description: See the lookup P(mesoscale.map.local_secret#lookup).
    type: string
    default: ""
seealso:
  - plugin: mesoscale.map.local_secret
    plugin_type: lookup
"""

EXAMPLES = r"""
map_people_passwords: >-
  {{ lookup('mesoscale.map.local_secrets', map_people | map(attribute='name'), prefix='person_') }}
"""

RETURN = r"""
_raw:
  description: One dictionary, from the names to the secrets.
  type: list
  elements: dict
"""

import typing as t

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from ansible_collections.mesoscale.map.plugins.plugin_utils.local_secrets import flatten, of_environment


class LookupModule(LookupBase):  # type: ignore[misc]  # ansible-core has no types
    """Gives one dictionary."""

    def run(
        self, terms: list[t.Any], variables: dict[str, t.Any] | None = None, **kwargs: t.Any
    ) -> list[dict[str, str]]:
        """terms: names of secrets, or lists of them."""
        self.set_options(var_options=variables, direct=kwargs)
        try:
            secrets = of_environment(variables or {}, volume=self.get_option("volume"))
            prefix = self.get_option("prefix")
            return [{name: secrets.value(f"{prefix}{name}") for name in map(str, flatten(terms))}]
        except MapError as error:
            raise AnsibleLookupError(str(error)) from error
