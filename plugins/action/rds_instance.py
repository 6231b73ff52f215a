# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

from ansible_collections.mesoscale.map.plugins.module_utils.clients.aws_models import read_ahead
from ansible_collections.mesoscale.map.plugins.module_utils.specs import rds_instance
from ansible_collections.mesoscale.map.plugins.plugin_utils.in_process import InProcess

read_ahead("rds", "ec2")


class ActionModule(InProcess):
    """rds_instance in the controller's process."""

    spec = rds_instance
