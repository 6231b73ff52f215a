# GNU General Public License v3.0+ (see LICENSE)
"""Look up the public half of an environment's own SSH key."""

from __future__ import annotations

DOCUMENTATION = r"""
name: local_ssh_key
author: The mesoscale activity map project (@mesoscale-activity-map)
version_added: 0.1.0
short_description: The public half of an SSH key that is made on first use and kept in a file of the environment
description:
  - Gives the public half of the key in C(.secrets/NAME) in the environment's folder, as a line of C(authorized_keys).
    Where the file is missing, an Ed25519 key is made, readable by its owner only.
  - The key is made in check mode too, because the plan names what it opens by its public half. Until a run registers
    it, it opens nothing.
  - Meant for environments of tests. For a real one, write the public half of your own key into C(vars.yml).
options:
  _terms:
    description: Names of keys, of small letters, digits and underscores.
    required: true
    type: list
    elements: string
seealso:
  - plugin: mesoscale.map.local_secret
    plugin_type: lookup
"""

EXAMPLES = r"""
map_ssh_public_key: "{{ lookup('mesoscale.map.local_ssh_key', 'ssh_key') }}"
"""

RETURN = r"""
_raw:
  description: The public keys, in the order of the names.
  type: list
  elements: string
"""

import typing as t

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError, missing_package
from ansible_collections.mesoscale.map.plugins.plugin_utils.local_secrets import (
    FOLDER,
    LocalSecrets,
    environment_folder,
)

try:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    THERE = True
except ImportError:
    THERE = False


class LookupModule(LookupBase):  # type: ignore[misc]  # ansible-core has no types
    """Gives one line for each key."""

    def run(self, terms: list[t.Any], variables: dict[str, t.Any] | None = None, **kwargs: t.Any) -> list[str]:  # noqa: ARG002
        """terms: names of keys."""
        try:
            secrets = LocalSecrets(environment_folder(variables or {}) / FOLDER, planned=False, new=_private_key)
            return [_public_half(secrets.value(str(name))) for name in terms]
        except MapError as error:
            raise AnsibleLookupError(str(error)) from error


def _private_key() -> str:
    _need_cryptography()
    return (
        Ed25519PrivateKey.generate()
        .private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption())
        .decode()
        .strip()
    )


def _public_half(text: str) -> str:
    _need_cryptography()
    key = serialization.load_ssh_private_key(text.encode(), password=None)
    public = key.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    return f"{public.decode()} map"


def _need_cryptography() -> None:
    if not THERE:
        raise missing_package("cryptography")
