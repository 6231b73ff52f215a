"""The three images of the Web GUI with the example's source, beside a real MySQL server and the emulator's S3."""

from __future__ import annotations

import functools
import json
import shutil
import tempfile
import time
import typing as t
import urllib.error
import urllib.request
import uuid
from pathlib import Path

from tests.emulator import KEY_ID, Emulator, docker
from tests.environment import ROOT, free_port
from tests.integration.mysql_server import MASTER, MASTER_PASSWORD, MysqlServer
from tests.integration.stand_in_host import base_image
from tests.integration.worker_image import CORNERS, until
from tests.integration.worker_image import build as build_worker

LOCKED_DOWN = ("--init", "--read-only", "--tmpfs=/tmp", "--cap-drop=ALL", "--security-opt=no-new-privileges")
SECRETS = {
    "mapapi": {"DJ_PASS": MASTER_PASSWORD, "AWS_SECRET_ACCESS_KEY": "made by IAM"},
    "map-node-server": {"DEMO_PASSWORD": "canary 'pass' \"word\" $x", "JWT_SECRET": "canary-jwt-secret"},
}
DATABASE, STORE = "mysql.map.test", "aws.map.localhost"

DECLARE = """
import datajoint as dj, json
import pipeline
pipeline.create_schema_settings.update(create_schema=True, create_tables=True)
from pipeline import ephys, psth, report
from pipeline.ingest import behavior
from pipeline.ingest import ephys as ingest_ephys
for session in (1, 2):
    row = {"subject_id": 440010, "session": session, "seed": session, "brain_areas": "ALM,Thalamus"}
    behavior.Recording.insert1({**row, "trials": 60, "units": 5, "permutations": 50}, replace=True)
key = {"subject_id": 440010}
for table in (behavior.BehaviorIngest, ingest_ephys.EphysIngest, ephys.UnitStat):
    table.populate(key)
for table in (psth.UnitPsth, psth.PeriodSelectivity, psth.SessionSelectivity, report.SessionFigure):
    table.populate({**key, "session": 1})
"""


@functools.cache
def build(name: str) -> str:
    """Build one of the images, as the engine's classic builder does; its id."""
    with tempfile.TemporaryDirectory() as folder:
        context = Path(folder, "context")
        shutil.copytree(ROOT / "images" / name, context)
        ignore = shutil.ignore_patterns("dist", "__pycache__")
        shutil.copytree(ROOT / "examples/webgui", context / "source", ignore=ignore)
        words = (f"--build-arg=base={base_image('trixie')}", "--build-arg=code=example")
        return docker("build", "--quiet", *words, str(context)).splitlines()[-1]


class World:
    """A network in which the three are, and what they ask. folder: for files that containers mount"""

    def __init__(self, server: MysqlServer, emulator: Emulator, folder: Path) -> None:
        self.server, self.emulator, self.folder = server, emulator, folder
        self.name = f"map-test-webgui-{uuid.uuid4().hex[:8]}"
        self.bucket, self.port = self.name, free_port()
        self.s3 = emulator.client("s3")
        self.key: dict[str, str] = {}

    def __enter__(self) -> World:
        self.s3.create_bucket(Bucket=self.bucket)
        self.key = self.reader()
        docker("network", "create", self.name)
        docker("network", "connect", f"--alias={DATABASE}", self.name, self.server.container.id)
        docker("network", "connect", f"--alias={STORE}", self.name, self.emulator.name)
        return self

    def __exit__(self, *_: object) -> None:
        names = docker("ps", "-aq", f"--filter=label=map.environment={self.name}").split()
        if names:
            docker("rm", "--force", "--volumes", *names)
        for other in (self.server.container.id, self.emulator.name):
            docker("network", "disconnect", "--force", self.name, other, check=False)
        docker("network", "rm", self.name)

    def reader(self) -> dict[str, str]:
        """A key that may read figures and nothing else."""
        iam, bucket = self.emulator.client("iam"), f"arn:aws:s3:::{self.bucket}"
        reads = {"Effect": "Allow", "Action": ["s3:ListBucket", "s3:GetObject"], "Resource": [bucket, f"{bucket}/*"]}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [reads]})
        iam.create_user(UserName=self.name)
        iam.put_user_policy(UserName=self.name, PolicyName="reads", PolicyDocument=policy)
        return dict(iam.create_access_key(UserName=self.name)["AccessKey"])

    def declare(self) -> None:
        """Two sessions, of which the first has its figure."""
        store = {"protocol": "s3", "endpoint": f"{STORE}:4566", "secure": True, "access_key": KEY_ID, "secret_key": "x"}
        report = {**store, "bucket": self.bucket, "location": "report/v2", "stage": "/data/report"}
        settings = {
            "database.host": DATABASE,
            "database.user": MASTER,
            "database.password": MASTER_PASSWORD,
            "database.use_tls": {"ca": "/run/secrets/database_ca.pem"},
            "stores": {"report_store": report, "archive_store": {**report, "location": "archive"}},
        }
        file = self.folder / "dj_local_conf.json"
        file.write_text(json.dumps(settings))
        mounts = (f"--volume={ROOT}/examples/pipeline:/pipeline:ro", f"--volume={file}:/conf/dj_local_conf.json:ro")
        words = (*LOCKED_DOWN, "--tmpfs=/data/report:uid=999,gid=999", *self.certificates(), *mounts, "--workdir=/conf")
        docker("run", "--rm", f"--network={self.name}", *words, build_worker(CORNERS[0]), "python", "-c", DECLARE)

    def certificates(self) -> tuple[str, ...]:
        files = {"database_ca.pem": self.server.ca_file, "aws_ca.pem": self.emulator.ca_file}
        mounts = (f"--volume={path}:/run/secrets/{name}:ro" for name, path in files.items())
        return (*mounts, "--env=SSL_CERT_FILE=/run/secrets/aws_ca.pem")

    def start(self, name: str, *options: str, **secrets: str | None) -> str:
        """Start one; its container's name. secrets: instead of SECRETS; None leaves one out"""
        container = f"{self.name}-{name}-{uuid.uuid4().hex[:4]}"
        folder = self.folder / container
        folder.mkdir()
        own = {"AWS_SECRET_ACCESS_KEY": self.key["SecretAccessKey"]} if name == "mapapi" else {}
        for key, value in {**SECRETS.get(name, {}), **own, **secrets}.items():
            if value is not None:
                (folder / key).write_text(value)
        mount = f"--volume={folder}:/run/secrets/environment:ro"
        network = (f"--network={self.name}", f"--network-alias={name}", f"--label=map.environment={self.name}")
        words = (*LOCKED_DOWN, *network, mount, *self.options(name), *options)
        docker("run", "--detach", f"--name={container}", *words, build(name))
        return container

    def options(self, name: str) -> tuple[str, ...]:
        """How a role would start it."""
        endpoint = f"{STORE}:4566"
        if name == "map-navigator":
            return (f"--publish=127.0.0.1:{self.port}:9000", f"--env=MAP_S3_ENDPOINT={endpoint}")
        if name == "map-node-server":
            return ()
        environment = {
            "DJ_HOST": DATABASE,
            "DJ_USER": MASTER,
            "AWS_ACCESS_KEY_ID": self.key["AccessKeyId"],
            "MAP_S3_ENDPOINT": endpoint,
        }
        places = {"MAP_S3_BUCKET": self.bucket, "MAP_REPORT_STORE_LOCATION": "report/v2", "WORKER_COUNT": "1"}
        ours = {"MAP_DATABASE_CA": "/run/secrets/database_ca.pem", "MAP_API_BIND": "mapapi"}
        return (
            *(f"--env={key}={value}" for key, value in {**environment, **places, **ours}.items()),
            *self.certificates(),
        )

    def ask(self, path: str, body: t.Any = None, token: str = "") -> tuple[int, t.Any, t.Any]:
        """Status, headers and content of an answer, through the web server."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, headers)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310
                return answer.status, answer.headers, read(answer)
        except urllib.error.HTTPError as error:
            return error.code, error.headers, read(error)

    def sign_in(self) -> str:
        given = {"username": "mapuser", "password": SECRETS["map-node-server"]["DEMO_PASSWORD"]}
        return str(self.ask("/login", given)[2]["token"])


def read(answer: t.Any) -> t.Any:
    content = answer.read().decode(errors="replace")
    return json.loads(content) if answer.headers.get("Content-Type") == "application/json" else content


def healthy(container: str) -> None:
    """Wait until its own check says so."""
    state = "--format={{.State.Health.Status}}"
    until(lambda: docker("inspect", state, container) == "healthy", f"{container}: {docker('logs', container)}")


def ended(container: str) -> tuple[int, str]:
    """Its exit code and log, once it has ended; `docker wait` would wait for ever for one that goes on."""
    end = time.monotonic() + 60
    while docker("inspect", "--format={{.State.Running}}", container) == "true":
        assert time.monotonic() < end, f"it goes on: {docker('logs', container)}"
        time.sleep(0.1)
    return int(docker("inspect", "--format={{.State.ExitCode}}", container)), docker("logs", container)
