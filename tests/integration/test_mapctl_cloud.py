"""The command on an environment in the cloud: an encrypted vault, a name to type, a lock for all, no false success."""

from __future__ import annotations

import dataclasses
import io
import os
import subprocess
import sys
import typing as t
from pathlib import Path

import pexpect
import pytest
from moto.core.config import default_user_config

from tests.integration.aws_server import debian
from tests.integration.production import NAME, PASSWORDS, SECRET_KEY, Production
from tests.mapctl import Done, Mapctl
from tests.strict_aws.fixtures import client
from tests.strict_aws.server import Server

PROVISION = ("provision", "--yes", "--json")
CTRL_C = "Ctrl-C"


@dataclasses.dataclass
class Cloud:
    """An account, empty at first, and the command for its environment."""

    server: Server
    mapctl: Mapctl
    password: Path

    def __call__(self, *words: str, code: int | None = None) -> Done:
        done = self.mapctl(*words, f"--vault-password-file={self.password}", code=code)
        assert [canary for canary in (f"{PASSWORDS}-", SECRET_KEY) if canary in done.output + done.errors] == []
        return done

    def start(self, *words: str) -> subprocess.Popen[str]:
        command = self.mapctl.command(*words, f"--vault-password-file={self.password}")
        pipes: dict[str, t.Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        return subprocess.Popen(command, env=self.mapctl.variables(), text=True, **pipes)


@pytest.fixture
def cloud(tmp_path: Path) -> t.Iterator[Cloud]:
    with pytest.MonkeyPatch.context() as patch, Server() as server:
        patch.setitem(default_user_config["iam"], "load_aws_managed_policies", True)
        server.reset()
        debian("ami-0123456789abcdef0", "20260801-2190")
        production = Production(tmp_path, "newest", server)
        yield Cloud(server, Mapctl(production.environment), tmp_path / "vault-password")


def test_the_name_has_to_be_typed_and_the_password_is_asked_for(cloud: Cloud) -> None:
    """At a terminal, as an operator does it; the password is never shown."""
    assert "nobody to ask whether to apply this" in cloud("apply", "provision", code=1).errors
    assert "nobody to ask for the password" in cloud.mapctl("plan", "provision", code=1).errors
    assert cloud.server.recorder.writes == lock_writes(cloud)

    def edit() -> None:
        """What somebody else does while one is asked."""
        cloud.mapctl.environment.set(storage_noncurrent_days=31)

    for typed, meanwhile, code in (("rehearsl", None, 130), (CTRL_C, None, 130), (NAME, edit, 1), (NAME, None, 0)):
        ended, shown = at_terminal(cloud, typed, meanwhile)
        assert ended == code, shown
        assert ("have changed since the plan was shown" in shown) == (meanwhile is not None)
        assert "open sesame" not in shown
        assert "database instance map-trial-database" in shown
    assert cloud("plan", "provision", "--json", code=0).changes == []


def at_terminal(cloud: Cloud, typed: str, meanwhile: t.Callable[[], None] | None) -> tuple[int, str]:
    """(exit code, what was shown) when somebody gives the vault's password and types that as the name."""
    program, *words = cloud.mapctl.command("apply", "provision")
    with pexpect.spawn(program, words, env=cloud.mapctl.variables(), encoding="utf-8", timeout=300) as child:
        shown = io.StringIO()
        child.logfile_read = shown
        child.expect(f"Vault password of {NAME}: ")
        child.waitnoecho()
        child.sendline("open sesame")
        child.expect(f"Type '{NAME}'")
        if meanwhile:
            meanwhile()
        child.sendintr() if typed == CTRL_C else child.sendline(typed)
        child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus, shown.getvalue()


def when_the_lock_is_free(cloud: Cloud) -> list[str]:
    """Apply as soon as nobody holds the lock; what was said until then."""
    refused = []
    while (done := cloud("apply", *PROVISION)).returncode == 3:
        refused.append(done.errors)
    assert done.returncode == 0, done.errors
    return refused


def lock_writes(cloud: Cloud) -> list[t.Any]:
    return [one for one in cloud.server.recorder.writes if one.name.startswith("ssm ")]


@pytest.mark.parametrize("number", [2, 17, *(pytest.param(n, marks=pytest.mark.endurance) for n in range(1, 40))])
def test_what_aws_denies_is_no_success_and_is_named(cloud: Cloud, number: int) -> None:
    cloud.server.strikes.at(number, "denied")
    denied = cloud("apply", *PROVISION)
    struck = cloud.server.strikes.struck
    assert struck
    assert denied.returncode == 1
    assert struck.split()[1] in denied.output + denied.errors
    cloud.server.strikes.reset()
    when_the_lock_is_free(cloud)
    assert cloud("plan", "provision", "--json", code=0).changes == []


@pytest.mark.parametrize("rounds", [1, pytest.param(20, marks=pytest.mark.endurance)])
def test_of_two_at_once_one_works_and_the_other_is_told(cloud: Cloud, rounds: int) -> None:
    cloud("apply", *PROVISION, code=0)
    kinds = {"ec2": ("describe_security_groups", "SecurityGroups"), "rds": ("describe_db_instances", "DBInstances")}
    counts = {name: len(getattr(client(cloud.server, name), call)()[key]) for name, (call, key) in kinds.items()}
    for number in range(rounds):
        client(cloud.server, "s3").delete_public_access_block(Bucket=f"map-{NAME}-123456789012-report")
        both = [cloud.start("apply", *PROVISION) for _ in range(2)]
        ended = [(one.communicate()[0], one.returncode) for one in both]
        codes = sorted(code for _, code in ended)
        assert codes in ([0, 3], [0, 0]), ended  # the second may have come when the first was done
        assert number or codes == [0, 3], ended
        said = [text for text, code in ended if code == 3]
        assert all(f"'{NAME}' is being changed by" in text and "its lock ends 8 s later" in text for text in said)
        assert cloud("plan", "provision", "--json", code=0).changes == []
    assert counts == {
        name: len(getattr(client(cloud.server, name), call)()[key]) for name, (call, key) in kinds.items()
    }


def test_a_killed_operators_lock_is_free_by_itself(cloud: Cloud) -> None:
    with cloud.start("apply", *PROVISION) as first:
        while not lock_writes(cloud):
            assert first.poll() is None, first.communicate()
        first.kill()
    refused = when_the_lock_is_free(cloud)
    assert refused
    assert all(f"process {first.pid}" in text for text in refused)
    assert cloud("plan", "provision", "--json", code=0).changes == []


def test_nothing_half_written_on_a_full_disk(cloud: Cloud) -> None:
    """Whatever is written is whole or not there: the vault, and what is remembered of runs."""
    vault = cloud.mapctl.environment.folder / "group_vars/all/vault.yml"
    before = vault.read_bytes()
    limited = (
        "import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)); runpy.run_module('mapctl')"
    )
    code = "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); " + limited.replace(
        "runpy.run_module('mapctl')", "sys.argv[0] = 'mapctl'; runpy.run_module('mapctl', run_name='__main__')"
    )
    words = ["secrets", NAME, "--rotate", "map_database_worker_password", f"--vault-password-file={cloud.password}"]
    done = subprocess.run(
        [sys.executable, "-c", code, *words], env={**cloud.mapctl.variables(), "PATH": os.environ["PATH"]},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "File too large. Look at the free space" in done.stderr
    assert "Traceback" not in done.stderr
    assert vault.read_bytes() == before
    assert [path.name for path in vault.parent.iterdir() if path.name.startswith(".")] == []
