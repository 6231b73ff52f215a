# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

from ansible_collections.mesoscale.map.plugins.module_utils.specs import database_status
from ansible_collections.mesoscale.map.plugins.plugin_utils.in_process import InProcess


class ActionModule(InProcess):
    """database_status in the controller's process."""

    spec = database_status
