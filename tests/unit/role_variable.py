"""What a variable of a role comes to with given settings, as a run of Ansible would have it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import typing as t
from pathlib import Path

ROOT = Path(__file__).parents[2]

# In a process of its own, where Ansible finds the collection's filters as it does in a run.
RENDER = """
import json, sys
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import init_plugin_loader
from ansible.template import Templar
init_plugin_loader()
from ansible_collections.mesoscale.map.plugins.plugin_utils.environment import ROLES, role_defaults
role, name = sys.argv[1:]
loader, given = DataLoader(), json.load(sys.stdin)
files = [str(ROLES / one / "vars/main.yml") for one in ("settings", role)]
shared, own = (loader.load_from_file(file, trusted_as_template=True) for file in files)
variables = {**role_defaults(loader), **shared, **own, **given, "hostvars": {"localhost": given}}
json.dump(Templar(loader, variables).template(variables[name]), sys.stdout)
"""


def role_variable(role: str, name: str, given: dict[str, t.Any]) -> t.Any:
    """The value of a role's variable. given: what an environment and former tasks of the run set."""
    done = subprocess.run(
        [sys.executable, "-c", RENDER, role, name],
        input=json.dumps(given),
        env={**os.environ, "ANSIBLE_CONFIG": str(ROOT / "ansible.cfg")},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
