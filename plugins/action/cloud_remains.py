# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

from ansible_collections.mesoscale.map.plugins.module_utils.clients.aws_models import read_ahead
from ansible_collections.mesoscale.map.plugins.module_utils.specs import cloud_remains
from ansible_collections.mesoscale.map.plugins.plugin_utils.in_process import InProcess

read_ahead("s3", "ec2", "rds", "iam", "ssm", "route53")


class ActionModule(InProcess):
    """cloud_remains in the controller's process."""

    spec = cloud_remains
