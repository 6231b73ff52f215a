# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

from ansible_collections.mesoscale.map.plugins.module_utils.clients.aws_models import read_ahead
from ansible_collections.mesoscale.map.plugins.module_utils.specs import s3_buckets
from ansible_collections.mesoscale.map.plugins.plugin_utils.in_process import InProcess

read_ahead("s3")


class ActionModule(InProcess):
    """s3_buckets in the controller's process."""

    spec = s3_buckets
