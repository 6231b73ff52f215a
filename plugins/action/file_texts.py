# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

from ansible_collections.mesoscale.map.plugins.module_utils.specs import file_texts
from ansible_collections.mesoscale.map.plugins.plugin_utils.in_process import InProcess


class ActionModule(InProcess):
    """file_texts in the controller's process."""

    spec = file_texts
