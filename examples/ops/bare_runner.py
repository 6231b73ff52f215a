#!/usr/bin/env python3
"""The same as drift_report.py with nothing but ansible-runner, for those who have tools of their own around it.

bare_runner.py PROJECT INVENTORY PLAYBOOK      PROJECT: a checkout; the others: paths

ansible-runner writes the process's environment, extra variables and every event into its folder, and leaves them there.
So the folder is private, in memory where that is possible, and goes in the end; no secret is passed by any of these.
"""

from __future__ import annotations

import os
import sys
import tempfile

import ansible_runner


def main(project: str, inventory: str, playbook: str) -> int:
    """Check, and count what would change."""
    changes: dict[tuple[str, str], None] = {}

    def handle(event: dict) -> bool:
        if event.get("event") == "runner_on_ok":
            for change in event["event_data"]["res"].get("plan") or []:
                changes[change["action"], change["target"]] = None
        return False  # keep no file of the event

    memory = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108  # nosec B108
    with tempfile.TemporaryDirectory(prefix="ops-", dir=memory) as folder:  # of mode 0700
        done = ansible_runner.run(
            private_data_dir=folder,
            project_dir=project,
            inventory=os.path.abspath(inventory),
            playbook=os.path.abspath(playbook),
            cmdline="--check",
            envvars={"ANSIBLE_CONFIG": os.path.join(project, "ansible.cfg")},
            event_handler=handle,
            quiet=True,
        )
    print(f"{done.status}: {len(changes)} differences.")
    return 1 if done.rc else 2 if changes else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
