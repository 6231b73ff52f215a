# GNU General Public License v3.0+ (see LICENSE)
"""What is true of every module that plans before it applies."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Makes the same plan as a real run and doesn't apply it.
    support: full
  diff_mode:
    description: Shows each change of the plan as before and after, without secrets.
    support: full
author:
  - The mesoscale activity map project (@mesoscale-activity-map)
"""
