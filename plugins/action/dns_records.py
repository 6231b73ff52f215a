# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

from ansible_collections.mesoscale.map.plugins.module_utils.clients.aws_models import read_ahead
from ansible_collections.mesoscale.map.plugins.module_utils.specs import dns_records
from ansible_collections.mesoscale.map.plugins.plugin_utils.in_process import InProcess

read_ahead("route53")


class ActionModule(InProcess):
    """dns_records in the controller's process."""

    spec = dns_records
