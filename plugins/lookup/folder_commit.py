# GNU General Public License v3.0+ (see LICENSE)
"""Look up the commit that module example_repositories makes of a folder."""

from __future__ import annotations

DOCUMENTATION = r"""
name: folder_commit
author: The mesoscale activity map project (@mesoscale-activity-map)
version_added: 0.1.0
short_description: The git commit of a folder that comes with the collection
description:
  - Gives the id of the commit that M(mesoscale.map.example_repositories) makes of the folder, without making it.
  - The same files give the same id everywhere; a changed file, name or executable bit gives another.
  - Hidden files and folders, and what Python compiled, are left out.
options:
  _terms:
    description: Folders, as paths relative to the collection's root.
    required: true
    type: list
    elements: string
seealso:
  - module: mesoscale.map.example_repositories
"""

EXAMPLES = r"""
map_pipeline_commit: "{{ lookup('mesoscale.map.folder_commit', 'examples/pipeline') }}"
"""

RETURN = r"""
_raw:
  description: The commits in the order of the folders, each of 40 hex digits.
  type: list
  elements: string
"""

import typing as t

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from ansible_collections.mesoscale.map.plugins.module_utils.plans.git_objects import store
from ansible_collections.mesoscale.map.plugins.plugin_utils.collection_folder import read_folder


class LookupModule(LookupBase):  # type: ignore[misc]  # ansible-core has no types
    """Gives one commit for each folder."""

    def run(self, terms: list[t.Any], variables: dict[str, t.Any] | None = None, **kwargs: t.Any) -> list[str]:
        """terms: folders, relative to the collection's root."""
        self.set_options(var_options=variables, direct=kwargs)
        try:
            return [store(read_folder(str(folder))).commit for folder in terms]
        except MapError as error:
            raise AnsibleLookupError(str(error)) from error
