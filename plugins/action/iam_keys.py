# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

from ansible_collections.mesoscale.map.plugins.module_utils.clients.aws_models import read_ahead
from ansible_collections.mesoscale.map.plugins.module_utils.specs import iam_keys
from ansible_collections.mesoscale.map.plugins.plugin_utils.in_process import InProcess

read_ahead("iam", "ssm")


class ActionModule(InProcess):
    """iam_keys in the controller's process."""

    spec = iam_keys
