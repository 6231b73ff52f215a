"""Plays with the roles docker and stack, for tests."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

from tests.environment import Environment

KEY = "key-of-labels-for-tests-only"
SECRET = "canary-of-the-stack-0451"
HERE = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
HEALTH = {"test": ["CMD-SHELL", "test -e /tmp/ready"], "interval": "1s", "timeout": "5s", "retries": 60}


class Play(Environment):
    """A play of one host. host: variables that say how it is reached; roles: what runs there."""

    def __init__(self, parent: Path, name: str, roles: list[t.Any], host: dict[str, t.Any], **settings: t.Any) -> None:
        self.playbook = parent / f"{name}.yml"
        (parent / name).mkdir(exist_ok=True)
        super().__init__(parent, name)
        self.host = host
        self.settings = {
            "map_environment": name,
            "map_root": f"/srv/map-tests/{name}",
            "map_label_key": KEY,
            **settings,
        }
        self.roles = roles

    def write(self) -> None:
        """Write the play and its inventory as they now are."""
        hosts = {"map_host": {"hosts": {"target": self.host | self.settings}}}
        (self.folder / "hosts.json").write_text(json.dumps(hosts))
        play = {"hosts": "target", "gather_facts": False, "roles": self.roles}
        self.playbook.write_text(json.dumps([play]))

    def command(self, playbook: str, *arguments: str) -> list[str]:  # noqa: ARG002 - this play's own
        self.write()
        program = str(self.bin / "ansible-playbook")
        return [program, "-i", str(self.folder / "hosts.json"), str(self.playbook), *arguments]

    def apply(self, *arguments: str, ok: bool = True) -> t.Any:
        return self.play("", *arguments, ok=ok)


def demo_stack(context: Path, **settings: t.Any) -> dict[str, t.Any]:
    """The role stack with two services: web mounts web.conf and a secret, job mounts job.conf and depends on web."""
    return {
        "role": "mesoscale.map.stack",
        "stack_name": "demo",
        "stack_images": [{"name": "test-demo", "context": str(context)}],
        "stack_files": [
            {"path": "web.conf", "content": "{{ web_conf | default('one') }}\n"},
            {"path": "job.conf", "content": "{{ job_conf | default('one') }}\n"},
            {"path": "secrets/token", "secret_content": "{{ token }}", "owner": 1000},
        ],
        "stack_definition": {
            "services": {
                "web": {
                    "image": "map/test-demo",
                    "init": True,
                    "volumes": ["./web.conf:/web.conf:ro", "./secrets/token:/token:ro", "data:/data"],
                    "healthcheck": HEALTH,
                },
                "job": {
                    "image": "map/test-demo",
                    "init": True,
                    "volumes": ["./job.conf:/job.conf:ro"],
                    "depends_on": {"web": {"condition": "service_healthy"}},
                },
            },
            "volumes": {"data": {}},
        },
        **settings,
    }


def demo_context(folder: Path, base: str = "map/debian:trixie-slim") -> Path:
    """A build context: its container is ready at once, but ends when its configuration says so."""
    folder.mkdir(exist_ok=True)
    (folder / "Dockerfile").write_text(f'FROM {base}\nCOPY run.sh /run.sh\nCMD ["/run.sh"]\n')
    script = folder / "run.sh"
    script.write_text(
        "#!/bin/sh\nif grep -q fail /*.conf; then echo the configuration says fail, with $(cat /token); exit 3; fi\n"
        "touch /tmp/ready\nexec sleep 100000\n"
    )
    script.chmod(0o755)
    return folder
