# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

from ansible_collections.mesoscale.map.plugins.module_utils.clients.aws_models import read_ahead
from ansible_collections.mesoscale.map.plugins.module_utils.specs import ec2_host
from ansible_collections.mesoscale.map.plugins.plugin_utils.in_process import InProcess

read_ahead("ec2", "iam")


class ActionModule(InProcess):
    """ec2_host in the controller's process."""

    spec = ec2_host
