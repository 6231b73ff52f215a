"""images/notebook: a person's server, started as the hub starts it, beside a real MySQL server."""

from __future__ import annotations

import contextlib
import functools
import http.server
import json
import subprocess
import threading
import typing as t
import urllib.error
import urllib.request
import uuid
from pathlib import Path

import pymysql
import pytest

from tests.emulator import docker
from tests.environment import ROOT, free_port
from tests.integration import pipeline_part
from tests.integration.certificates import Authority
from tests.integration.database import FIRST_PASSWORDS
from tests.integration.mysql_server import MysqlServer
from tests.integration.stand_in_host import base_image
from tests.integration.worker_image import until

TOKEN, NEW = "canary-hub-token", "canary'\"\\`$x#%s ${y}  new"
SCOPES = '["access:servers!server=alice/"]'
KEYS = {"access_key": "CANARYKEY1", "secret_key": "canary-secret-1"}
LOCKED_DOWN = [
    *("--network=host", "--init", "--user=1000:1000", "--read-only", "--tmpfs=/tmp:mode=1777"),
    *("--cap-drop=ALL", "--security-opt=no-new-privileges:true", "--pids-limit=500", "--env=DJ_USER=alice"),
]
"""As the hub's spawner starts containers."""
IN_KERNEL = """
import glob, sys
from jupyter_client import BlockingKernelClient
client = BlockingKernelClient(connection_file=glob.glob("/tmp/jupyter/kernel-*.json")[0])
client.load_connection_file()
client.start_channels(), client.wait_for_ready(timeout=60)
reply = client.execute_interactive(sys.argv[1], timeout=60, allow_stdin=False)
sys.exit(reply["content"]["status"] != "ok")
"""
STRUCK = """
import os, sys
from map_notebook import login, password, secret
module, name, after = sys.argv[1:]
module = {"login": login, "secret": secret}[module]
original = getattr(module, name)
def strike(*given):
    if after == "after":
        original(*given)
    os.kill(os.getpid(), 9)
setattr(module, name, strike)
password.main([])
"""
LOGS_IN = "import datajoint as dj; print(dj.conn().is_connected, dj.config['stores']['report_store']['access_key'])"


class Hub(http.server.BaseHTTPRequestHandler):
    """As much of a hub as a server needs: it knows one token."""

    def do_GET(self) -> None:
        user: dict[str, t.Any] = {"name": "alice", "kind": "user", "groups": [], "admin": False, "session_id": None}
        user["scopes"] = json.loads(SCOPES)
        about_user = self.path.startswith("/hub/api/user")
        known = not about_user or self.headers["Authorization"] == f"token {TOKEN}"
        self._answer(200 if known else 404, user if about_user else {"version": "6.1.1"})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(200, {})

    def _answer(self, status: int, body: t.Any) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> str:
    """On the workers' image with a small pipeline, which has a folder of notebooks."""
    files = {"../notebook/first": "", "broken": "import no_such_package\n"}
    worker = pipeline_part.image(tmp_path_factory.mktemp("notebook"), **files)
    words = [f"--build-arg=base={base_image('trixie')}", f"--build-arg=worker={worker}"]
    return docker("build", "--quiet", *words, str(ROOT / "images/notebook")).splitlines()[-1]


class Person:
    """Alice: her volume, what is delivered to her, and her containers."""

    def __init__(self, image: str, server: MysqlServer, folder: Path) -> None:
        self.image, self.server, self.folder = image, server, folder / "datajoint"
        self.name = f"map-test-notebook-{uuid.uuid4().hex[:8]}"
        self.folder.mkdir()
        self.delivery = f"--volume={self.folder}:/run/map:ro"
        self.containers: list[str] = []
        docker("volume", "create", self.name)
        self.deliver()

    def deliver(self, **store: str) -> None:
        """As the operator does; store: other values in the store."""
        s3 = {"protocol": "s3", "endpoint": "localhost:1", "bucket": "b", "location": "l", "secure": True}
        configuration = {
            "database.host": "localhost",
            "database.port": self.server.port,
            "database.user": "alice",
            "database.password": FIRST_PASSWORDS["alice"],
            "database.use_tls": {"ca": "/run/map/database_ca.pem"},
            "stores": {"report_store": {**s3, **KEYS, "stage": "/tmp/report", **store}},  # noqa: S108
        }
        (self.folder / "dj_local_conf.json").write_text(json.dumps(configuration))
        (self.folder / "database_ca.pem").write_bytes(self.server.ca_file.read_bytes())

    def start(self, *words: str, options: t.Iterable[str] = ()) -> str:
        """Start a container; its name."""
        name = f"{self.name}-{len(self.containers)}"
        self.containers.append(name)
        mounts = (f"--volume={self.name}:/work", self.delivery)
        docker("run", "--detach", f"--name={name}", *LOCKED_DOWN, *mounts, *options, self.image, *words)
        return name

    def run(self, *words: str, options: t.Iterable[str] = ()) -> tuple[int, str]:
        """Exit code and all output of a container that does one thing, without the volume."""
        return told("docker", "run", "--rm", *LOCKED_DOWN, *options, self.image, *words)

    def works(self, password: str) -> bool:
        try:
            with self.server.connected("alice", password):
                return True
        except pymysql.err.OperationalError:
            return False

    def remove(self) -> None:
        if self.containers:
            docker("rm", "--force", *self.containers)
        docker("volume", "rm", self.name)


@pytest.fixture
def alice(image: str, team: MysqlServer, tmp_path: Path) -> t.Iterator[Person]:
    person = Person(image, team, tmp_path)
    yield person
    person.remove()


def told(*words: str, given: str = "") -> tuple[int, str]:
    done = subprocess.run(words, input=given, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def inside(name: str, *words: str, given: str = "") -> tuple[int, str]:
    return told("docker", "exec", "--interactive", name, *words, given=given)


@contextlib.contextmanager
def server_of(person: Person) -> t.Iterator[tuple[str, t.Callable[..., t.Any]]]:
    """Alice's server with a hub: its container, and a function that asks it."""
    hub = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=hub.serve_forever, daemon=True).start()
    port, api = free_port(), f"http://127.0.0.1:{hub.server_port}/hub/api"
    told_by_hub = f"""
        API_TOKEN={TOKEN} CLIENT_ID=jupyterhub-user-alice USER=alice API_URL={api}
        ACTIVITY_URL={api}/users/alice/activity OAUTH_SCOPES={SCOPES} OAUTH_ACCESS_SCOPES={SCOPES}
        SERVICE_PREFIX=/user/alice/ SERVICE_URL=http://127.0.0.1:{port}/user/alice/
        OAUTH_CALLBACK_URL=/user/alice/oauth_callback
    """
    options = [f"--env=JUPYTERHUB_{setting}" for setting in told_by_hub.split()]
    name = person.start("jupyterhub-singleuser", f"--port={port}", options=options)
    try:
        ask = functools.partial(asked, f"http://127.0.0.1:{port}/user/alice/")
        until(lambda: answers(ask), "it doesn't answer")
        yield name, ask
    finally:
        hub.shutdown()
        hub.server_close()


def asked(server: str, path: str, method: str = "GET", body: t.Any = None) -> t.Any:
    data, headers = body and json.dumps(body).encode(), {"Authorization": f"token {TOKEN}"}
    request = urllib.request.Request(server + path, data, headers, method=method)  # noqa: S310
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        return json.loads(answer.read() or b"null")


def answers(ask: t.Callable[..., t.Any]) -> t.Any:
    with contextlib.suppress(OSError):
        return ask("api")


def test_a_server_and_its_kernel(alice: Person) -> None:
    with server_of(alice) as (name, ask):
        specs = ask("api/kernelspecs")["kernelspecs"]
        assert [spec["spec"]["display_name"] for spec in specs.values()] == ["Python 3 (pipeline)"]
        assert {item["name"] for item in ask("api/contents")["content"]} == {"work", "pipeline", "notebook"}
        ask("api/kernels", "POST", {"name": "python3", "path": "work"})
        code, said = inside(name, "/opt/jupyter/bin/python", "-I", "-c", IN_KERNEL, KERNEL_CODE)
        assert code == 0, said
        assert "Figure size" in said
        deletes(ask)
        code, said = inside(name, "sh", "-c", "touch /lab/x /pipeline/x; bash -lc 'command -v python git dot jupyter'")
        assert said.count("Read-only file system") == 2
        assert "/opt/venv/bin/python\n/usr/bin/git\n/usr/bin/dot\n/usr/local/bin/jupyter\n" in said
        assert "map_notebook.busy | extension was successfully loaded" in docker("logs", name)
        assert_no_secret(docker("inspect", name).replace(TOKEN, ""), docker("logs", name), docker("top", name))


KERNEL_CODE = """
import os, sys
import matplotlib.pyplot as plt
import datajoint as dj, ipykernel, numpy, pipeline.lab
assert dj.conn().is_connected and "map_v2_lab" in dj.list_schemas()
assert (sys.executable, os.getcwd()) == ("/opt/venv/bin/python", "/work")
assert numpy.__file__.startswith("/opt/venv/") and ipykernel.__file__.startswith("/opt/jupyter/")
assert os.path.isdir("/tmp/report") and os.environ["DJ_SUPPORT_FILEPATH_MANAGEMENT"] == "TRUE"
assert "<svg" in dj.Diagram(pipeline.lab.Subject)._repr_svg_()
plt.plot([1, 2])
plt.show()
"""


def deletes(ask: t.Callable[..., t.Any]) -> None:
    """What is deleted is gone from the volume, a folder with files too."""
    work = "api/contents/work"
    ask(f"{work}/folder", "PUT", {"type": "directory"})
    ask(f"{work}/folder/file.txt", "PUT", {"type": "file", "format": "text", "content": "x"})
    ask(f"{work}/folder", "DELETE")
    for path, method in ((f"{work}/folder", "GET"), (work, "DELETE")):
        with pytest.raises(urllib.error.HTTPError):
            ask(path, method)


def assert_no_secret(*texts: str) -> None:
    for secret in (FIRST_PASSWORDS["alice"], NEW, *KEYS.values(), "anary"):
        assert not [text for text in texts if secret in text]


def test_a_changed_password_outlives_the_container(alice: Person) -> None:
    first = alice.start("sleep", "1000")
    code, said = inside(first, "map-password", given="too short\n")
    assert (code, alice.works(FIRST_PASSWORDS["alice"])) == (1, True), said
    code, said = inside(first, "map-password", given=f"{NEW}\n")
    assert (code, alice.works(FIRST_PASSWORDS["alice"]), alice.works(NEW)) == (0, False, True), said
    assert_no_secret(said, docker("logs", first))
    alice.deliver(access_key="CANARYKEY2")
    second = alice.start("sleep", "1000")
    assert "True CANARYKEY2" in inside(second, "python", "-c", LOGS_IN)[1]
    listed = inside(second, "sh", "-c", "stat -c '%a %n' .datajoint_config.json .map/delivered.json; ls .map")[1]
    assert listed == "600 .datajoint_config.json\n600 .map/delivered.json\ndelivered.json\nlock\n"
    assert_no_secret(inside(second, "cat", ".map/delivered.json")[1], docker("logs", second))


def test_a_change_that_is_killed_is_settled_at_the_next_start(alice: Person) -> None:
    name = alice.start("sleep", "1000")
    known = FIRST_PASSWORDS["alice"]
    steps = [("secret", "keep"), ("login", "alter"), ("secret", "record"), ("secret", "drop")]
    for number, (step, moment) in enumerate((step, moment) for step in steps for moment in ("before", "after")):
        wanted = f"{NEW} {number}"
        code, said = inside(name, "python", "-c", STRUCK, *step, moment, given=f"{wanted}\n")
        assert code == 137, said
        said = inside(name, "map-notebook", "cat", ".datajoint_config.json")[1]
        configuration, end = json.JSONDecoder().raw_decode(said)
        assert_no_secret(said[end:])
        if (step == ("login", "alter") and moment == "after") or step[1] in ("record", "drop"):
            known, wanted = wanted, known
        assert configuration["database.password"] == known, f"{step} {moment}: {said[end:]}"
        assert (alice.works(known), alice.works(wanted)) == (True, False), f"{step} {moment}"


def test_all_is_tried_before_people_get_it(alice: Person) -> None:
    code, said = alice.run("map-notebook-try", options=[alice.delivery])
    lines = [line.partition(":")[0] for line in said.splitlines() if ": well" in line]
    ours = ["import jupyterhub.singleuser", "import jupyterlab", "import ipykernel", "kernel"]
    assert (code, lines) == (0, [*ours, "import datajoint", "import pipeline", "database"]), said
    broken = ["--env=MAP_PIPELINE_PACKAGE=pipeline.broken"]
    code, said = alice.run("map-notebook-try", "--without-database", options=broken)
    assert (code, "`import pipeline.broken`: ModuleNotFoundError: No module named" in said) == (1, True), said
    with alice.server.connected() as master:
        master("ALTER USER alice IDENTIFIED BY 'another one'")
    code, said = alice.run("map-notebook-try", options=[alice.delivery])
    assert (code, "Access denied" in said, "Check the account, the password" in said) == (1, True, True), said
    assert_no_secret(said)


def test_a_guest_and_a_private_authority(alice: Person) -> None:
    assert alice.run("ls", "-A", "/work") == (0, "")
    (alice.folder / "aws_ca.pem").write_bytes(Authority().pem)
    script = """
import os, ssl
assert os.environ["SSL_CERT_FILE"] == os.environ["GIT_SSL_CAINFO"] == "/tmp/map/ca.pem"
files = ("/tmp/map/ca.pem", "/etc/ssl/certs/ca-certificates.crt")
both, system = (ssl.create_default_context(cafile=file) for file in files)
assert len(both.get_ca_certs()) == len(system.get_ca_certs()) + 1
"""
    authority = f"--volume={alice.folder}/aws_ca.pem:/run/map/aws_ca.pem:ro"
    assert alice.run("python", "-c", script, options=[authority]) == (0, "")
