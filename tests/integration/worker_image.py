"""The workers' image with a tiny pipeline, and containers of it beside a real MySQL server and the emulator's S3."""

from __future__ import annotations

import dataclasses
import functools
import json
import shutil
import tempfile
import time
import typing as t
import uuid
from pathlib import Path

from tests.emulator import KEY_ID, Emulator, docker
from tests.environment import ROOT
from tests.integration.mysql_server import MysqlServer
from tests.integration.stand_in_host import base_image

SOURCE = Path(__file__).parent / "worker_source"
ACCOUNT, PASSWORD, S3_SECRET = "worker", "canary-password-7731", "canary-s3-secret-7732"
SCHEMA, BUCKET = "map_v2_tiny", "tiny-report"
PATIENCE = 240
WORK = ("python", "scripts/work.py")


@dataclasses.dataclass(frozen=True)
class Corner:
    """suite: of Debian, which decides the Python; requirements: the lock file's name"""

    suite: str
    requirements: str

    def __str__(self) -> str:
        return f"{self.suite}-{self.requirements}"


CORNERS = [Corner("trixie", "datajoint-0.14.10"), Corner("bullseye", "datajoint-0.13.8")]


@functools.cache
def build(corner: Corner) -> str:
    """Build the image, as the engine's classic builder does; its id."""
    with tempfile.TemporaryDirectory() as folder:
        context = Path(folder, "context")
        shutil.copytree(ROOT / "images/worker", context)
        shutil.copytree(SOURCE, context / "source")
        (context / "source/dj_local_conf.json").write_text(json.dumps({"database.password": "canary-baked-in-7733"}))
        arguments = {"base": base_image(corner.suite), "requirements": corner.requirements}
        words = [f"--build-arg={name}={value}" for name, value in arguments.items()]
        return docker("build", "--quiet", *words, str(context)).splitlines()[-1]


def until(true: t.Callable[[], t.Any], what: str) -> t.Any:
    """Wait until it is true, and give what it gave."""
    end = time.monotonic() + PATIENCE
    while not (found := true()):
        assert time.monotonic() < end, f"Waited {PATIENCE} s: {what}"
        time.sleep(0.1)
    return found


class Lab:
    """A database and a store with the tables of the tiny pipeline. folder: for files that containers mount"""

    def __init__(self, image: str, server: MysqlServer, emulator: Emulator, folder: Path) -> None:
        self.image, self.server, self.emulator, self.folder = image, server, emulator, folder
        self.containers: list[str] = []
        self.s3 = emulator.client("s3")
        self.s3.create_bucket(Bucket=BUCKET)
        with server.connected() as run:
            run(f"CREATE DATABASE {SCHEMA}")
            run("CREATE USER %s@'%%' IDENTIFIED BY %s REQUIRE SSL", ACCOUNT, PASSWORD)
            run(f"GRANT ALL ON {SCHEMA}.* TO {ACCOUNT}")

    def declare(self, recordings: int) -> None:
        """Make the tables and so many recordings."""
        worker = self.start("python", "scripts/declare.py", str(recordings))
        assert worker.wait() == 0, worker.logs()

    def start(self, *command: str, database_ca: Path | None = None, store_ca: Path | None = None, **env: str) -> Worker:
        """Start a container, locked down as the role does it."""
        name = f"map-test-worker-{uuid.uuid4().hex[:8]}"
        configuration = self.folder / f"{name}.json"
        configuration.write_text(json.dumps(self._configuration()))
        files = {
            "/pipeline/dj_local_conf.json": configuration,
            "/run/secrets/database_ca.pem": database_ca or self.server.ca_file,
            "/run/secrets/aws_ca.pem": store_ca or self.emulator.ca_file,
        }
        docker(
            *("run", "--detach", f"--name={name}", "--init", "--network=host", "--read-only", "--tmpfs=/tmp"),
            *("--cap-drop=ALL", "--security-opt=no-new-privileges", "--tmpfs=/data/report:uid=999,gid=999"),
            *(f"--volume={path}:{inside}:ro" for inside, path in files.items()),
            *("--env=SSL_CERT_FILE=/run/secrets/aws_ca.pem", *(f"--env={key}={value}" for key, value in env.items())),
            *(self.image, *command),
        )
        self.containers.append(name)
        return Worker(name)

    def _configuration(self) -> dict[str, t.Any]:
        store = {"protocol": "s3", "endpoint": self.emulator.endpoint.removeprefix("https://"), "bucket": BUCKET}
        keys = {"access_key": KEY_ID, "secret_key": S3_SECRET, "secure": True}
        places = {"location": "report/v2", "stage": "/data/report"}
        return {
            "database.host": "localhost",
            "database.port": self.server.port,
            "database.user": ACCOUNT,
            "database.password": PASSWORD,
            "database.reconnect": True,
            "database.use_tls": {"ca": "/run/secrets/database_ca.pem"},
            "enable_python_native_blobs": True,
            "safemode": False,
            "stores": {"report_store": {**store, **keys, **places}},
        }

    def rows(self, statement: str) -> list[tuple[t.Any, ...]]:
        with self.server.connected() as run:
            return list(run(statement))

    def jobs(self) -> list[tuple[t.Any, ...]]:
        """(status, error message) of each job."""
        return self.rows("SELECT status, error_message FROM map_v2_tiny.`~jobs`")

    def figures(self) -> list[int]:
        """Recordings that have a row."""
        return [number for (number,) in self.rows("SELECT recording FROM map_v2_tiny.__figure ORDER BY recording")]

    def objects(self) -> list[str]:
        return [item["Key"] for item in self.s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])]

    def remove(self) -> None:
        docker("rm", "--force", "--volumes", *self.containers, check=False)
        for item in self.objects():
            self.s3.delete_object(Bucket=BUCKET, Key=item)
        self.s3.delete_bucket(Bucket=BUCKET)


@dataclasses.dataclass(frozen=True)
class Worker:
    """A container."""

    name: str

    def wait(self) -> int:
        """Its exit code, when it has ended."""
        until(lambda: not self.runs(), f"{self.name} goes on:\n{self.logs()}")
        return int(docker("inspect", "--format={{.State.ExitCode}}", self.name))

    def runs(self) -> bool:
        return docker("inspect", "--format={{.State.Running}}", self.name) == "true"

    def logs(self) -> str:
        return docker("logs", self.name)

    def says(self, text: str) -> None:
        """Wait until it does."""
        until(lambda: text in self.logs() or not self.runs(), f"{self.name} doesn't say '{text}':\n{self.logs()}")
        assert text in self.logs()

    def signal(self, name: str) -> None:
        docker("kill", f"--signal={name}", self.name)

    def go(self) -> None:
        """Let its jobs go on."""
        docker("exec", self.name, "touch", "/tmp/go")  # noqa: S108 (inside the container)

    def healthy(self) -> bool:
        return docker("exec", self.name, "sh", "-c", "map-worker-health >/dev/null 2>&1; echo $?") == "0"


def at_work(lab: Lab, *command: str) -> Worker:
    """A worker in the middle of a job."""
    worker = lab.start(*(command or WORK))
    until(lambda: lab.jobs() or not worker.runs(), f"no job begins: {worker.logs()}")
    assert lab.jobs() == [("reserved", "")], worker.logs()
    return worker


def compute_all(lab: Lab) -> int:
    """Let a worker compute all there is; how many figures there are."""
    worker = lab.start(*WORK, "1")
    worker.go()
    assert worker.wait() == 0, worker.logs()
    return len(lab.objects())
