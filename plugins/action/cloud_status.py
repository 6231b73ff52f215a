# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

from ansible_collections.mesoscale.map.plugins.module_utils.clients.aws_models import read_ahead
from ansible_collections.mesoscale.map.plugins.module_utils.specs import cloud_status
from ansible_collections.mesoscale.map.plugins.plugin_utils.in_process import InProcess

read_ahead("rds", "ec2", "s3", "iam", "ssm")


class ActionModule(InProcess):
    """cloud_status in the controller's process."""

    spec = cloud_status
