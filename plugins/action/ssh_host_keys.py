# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

from ansible_collections.mesoscale.map.plugins.module_utils.specs import ssh_host_keys
from ansible_collections.mesoscale.map.plugins.plugin_utils.in_process import InProcess


class ActionModule(InProcess):
    """ssh_host_keys in the controller's process."""

    spec = ssh_host_keys
