"""A real MySQL server from images/mysql, with a throwaway authority, on a free port, gone at the end.

The base image is Debian sid, made where it is missing; MAP_TEST_MYSQL_BASE names another one, such as mysql:8.4.
"""

from __future__ import annotations

import contextlib
import os
import ssl
import time
import typing as t
from pathlib import Path

import docker
import docker.errors
import pymysql

from tests.environment import ROOT
from tests.integration.certificates import Authority
from tests.integration.container_files import archive
from tests.integration.stand_in_host import base_image

MASTER = "mapmaster"
MASTER_PASSWORD = "ma'st\"er \\ `$p #%s"
_LABEL = "map.test.mysql"
_READY_SECONDS = 90


class MysqlServer:
    """A running server. ca_file: its authority's certificate; port: on 127.0.0.1, where it is called localhost.

    fixed_port: one that it keeps when it is restarted
    """

    def __init__(
        self, folder: Path, parameters: str = "", password: str = MASTER_PASSWORD, fixed_port: int | None = None
    ) -> None:
        self._docker = docker.from_env()
        self._authority = Authority()
        self.ca_file = folder / "ca.pem"
        self.ca_file.write_bytes(self._authority.pem)
        base = os.environ.get("MAP_TEST_MYSQL_BASE") or base_image("sid")
        image, _ = self._docker.images.build(
            path=str(ROOT / "images" / "mysql"), buildargs={"base": base}, labels={_LABEL: "image"}, rm=True
        )
        self.container = self._docker.containers.create(
            image.id,
            labels={_LABEL: "server"},
            environment={"MASTER_USER": MASTER},
            ports={"3306/tcp": ("127.0.0.1", fixed_port)},
        )
        try:
            self._put("/run", {"secrets/tls_ca": self._authority.pem, "secrets/master_password": password.encode()})
            self._put_certificate(*self._authority.server("localhost"))
            if parameters:
                self._put("/etc", {"map/my.cnf": parameters.encode()})
            self.container.start()
            self.wait_until_healthy()
        except BaseException:
            self.remove()
            raise

    @property
    def port(self) -> int:
        """The port at which this machine reaches the server."""
        self.container.reload()
        return int(self.container.ports["3306/tcp"][0]["HostPort"])

    def login(self, **options: t.Any) -> dict[str, t.Any]:
        """The module's option `login`, for the master unless told otherwise."""
        return {
            "address": "localhost",
            "port": self.port,
            "user": MASTER,
            "password": MASTER_PASSWORD,
            "ca_file": str(self.ca_file),
            **options,
        }

    @contextlib.contextmanager
    def connected(self, user: str = MASTER, password: str = MASTER_PASSWORD, tls: bool = True) -> t.Iterator[t.Any]:
        """Give a function that runs one statement as `user` and returns its rows."""
        context = ssl.create_default_context(cafile=str(self.ca_file)) if tls else None
        connection = pymysql.connect(
            host="localhost",
            port=self.port,
            user=user,
            password=password,
            ssl=context,
            ssl_disabled=not tls,
            autocommit=True,
        )

        def run(statement: str, *values: t.Any) -> list[tuple[t.Any, ...]]:
            with connection.cursor() as cursor:
                cursor.execute(statement, values or None)
                return list(cursor.fetchall())

        try:
            yield run
        finally:
            connection.close()

    def clear(self) -> None:
        """Drop all accounts and schemas that aren't the server's own."""
        with self.connected() as run:
            run("SET foreign_key_checks = 0")
            for user, host in run(
                "SELECT User, Host FROM mysql.user WHERE User NOT LIKE 'mysql.%%' AND User NOT IN ('root', %s)", MASTER
            ):
                run("DROP USER %s@%s", user, host)
            for (schema,) in run("SHOW DATABASES"):
                if schema not in ("mysql", "sys", "information_schema", "performance_schema"):
                    run(f"DROP DATABASE `{schema}`")

    @contextlib.contextmanager
    def certificate(self, *names: str, seconds: int = 3600) -> t.Iterator[None]:
        """Show another certificate for a while, which is valid for some seconds."""
        with self.connected() as run:
            try:
                self._put_certificate(*self._authority.server(*names, seconds=seconds))
                run("ALTER INSTANCE RELOAD TLS")
                yield
            finally:
                self._put_certificate(*self._authority.server("localhost"))
                run("ALTER INSTANCE RELOAD TLS")

    @contextlib.contextmanager
    def without_tls(self) -> t.Iterator[None]:
        """Offer no TLS for a while."""
        with self.connected() as run:
            try:
                self._put_certificate(b"no certificate", b"no key")
                run("ALTER INSTANCE RELOAD TLS NO ROLLBACK ON ERROR")
                yield
            finally:
                self._put_certificate(*self._authority.server("localhost"))
                run("ALTER INSTANCE RELOAD TLS")

    @contextlib.contextmanager
    def setting(self, name: str, value: t.Any) -> t.Iterator[None]:
        """Give a server variable another value for a while."""
        with self.connected() as run:
            ((before,),) = run(f"SELECT @@GLOBAL.{name}")
            try:
                run(f"SET GLOBAL {name} = %s", value)
                yield
            finally:
                run(f"SET GLOBAL {name} = %s", before)

    def inside(self, *command: str) -> str:
        """Run a command in the container as root; gives its output."""
        _, output = self.container.exec_run(list(command), user="root")
        return t.cast(bytes, output).decode(errors="replace")

    def wait_until_healthy(self) -> None:
        """Until the container's own check says so."""
        end = time.monotonic() + _READY_SECONDS
        while time.monotonic() < end:
            self.container.reload()
            if self.container.attrs["State"].get("Health", {}).get("Status") == "healthy":
                return
            if self.container.status == "exited":
                break
            time.sleep(0.2)
        raise AssertionError(f"MySQL didn't get ready:\n{self.container.logs(tail=30).decode()}")

    @contextlib.contextmanager
    def another(self, files: dict[str, bytes], environment: dict[str, str]) -> t.Iterator[t.Any]:
        """Give a container of the same image that wasn't started, with its secrets less those that `files` replace."""
        container = self._docker.containers.create(
            self.container.image.id, labels={_LABEL: "server"}, environment={"MASTER_USER": MASTER, **environment}
        )
        try:
            certificate, key = self._authority.server("localhost")
            secrets = {"master_password": b"x", "tls_ca": self._authority.pem, "tls_certificate": certificate}
            container.put_archive("/run", archive(_secrets({**secrets, "tls_key": key, **files})))
            yield container
        finally:
            container.remove(force=True, v=True)

    def restart(self, signal: str = "SIGTERM", **files: bytes) -> None:
        """Stop it by a signal, give it other secrets (by file name) and start it."""
        self.container.kill(signal)
        self.container.wait()
        self.container.put_archive("/run", archive(_secrets(files)))
        self.container.start()
        self.wait_until_healthy()

    def remove(self) -> None:
        """Remove container and volume."""
        with contextlib.suppress(docker.errors.NotFound):
            self.container.remove(force=True, v=True)
        self._docker.close()

    def _put_certificate(self, certificate: bytes, key: bytes) -> None:
        self._put("/run", {"secrets/tls_certificate": certificate, "secrets/tls_key": key})

    def _put(self, folder: str, files: dict[str, bytes]) -> None:
        self.container.put_archive(folder, archive(files))


def _secrets(files: dict[str, bytes]) -> dict[str, bytes]:
    return {f"secrets/{name}": content for name, content in files.items()}
