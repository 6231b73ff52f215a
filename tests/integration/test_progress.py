"""Progress is visible while a task runs, also where the output is no terminal."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.environment import Environment

PLAY = """
- hosts: localhost
  gather_facts: false
  tasks:
    - name: Make something big
      ansible.builtin.wait_for:
        path: "{{ playbook_dir }}/seen"
        timeout: 120
"""


def test_a_long_task_is_named_before_it_ends(tmp_path: Path) -> None:
    play = tmp_path / "play.yml"
    play.write_text(PLAY)
    environment = Environment(tmp_path)
    variables = environment.process_environment(tmp_path / "record") | {
        "ANSIBLE_CALLBACKS_ENABLED": "mesoscale.map.progress"
    }
    words = environment.command(str(play))
    with subprocess.Popen(words, env=variables, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        for line in running.stdout:
            if "... Make something big" in line:
                (tmp_path / "seen").touch()  # only now the task can end
    assert running.returncode == 0
