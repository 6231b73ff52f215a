"""A small pipeline in the workers' image, and a server that it reaches, for tests of pipeline_tables."""

from __future__ import annotations

import contextlib
import os
import shutil
import typing as t
from pathlib import Path

import docker
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.mesoscale.map.plugins.module_utils.specs import pipeline_tables
from tests.environment import ROOT
from tests.integration.mysql_server import MysqlServer
from tests.integration.stand_in_host import base_image, command

ENVIRONMENT = f"test-tables-{os.getpid()}"
SCHEMAS = [f"map_v2_{name}" for name in ("lab", "ccf", "report")]
NAME = "mysql.map.test"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
STORES = {"report_store": {"stage": "/data/report"}, "archive_store": {"stage": "/tmp"}}  # noqa: S108


CODE = {
    "__init__": """import datajoint as dj
create_schema_settings = {"create_schema": False, "create_tables": False}
""",
    "lab": """import datajoint as dj
from . import create_schema_settings
schema = dj.schema("map_v2_lab", **create_schema_settings)

@schema
class Subject(dj.Manual):
    definition = "subject_id : int"

@schema
class Area(dj.Lookup):
    definition = '''
    area : varchar(32)  # it's of the {brain}; "quoted"
    '''.replace("{brain}", "brain")
    contents = [("ALM",), ("vS1",)]
""",
    "report": """import datajoint as dj
from . import create_schema_settings, lab
schema = dj.schema("map_v2_report", **create_schema_settings)

@schema
class Figure(dj.Computed):
    definition = '''
    -> lab.Subject
    ---
    picture : filepath@report_store
    '''
    class Part(dj.Part):
        definition = '''
        -> master
        number : int
        ---
        data : blob@archive_store
        '''
""",
}
TABLES = {
    *(("map_v2_lab", name) for name in ("subject", "#area", "~log", "~jobs")),
    *(("map_v2_report", name) for name in ("__figure", "__figure__part", "~log", "~jobs")),
    *(("map_v2_report", f"~external_{store}") for store in ("report_store", "archive_store")),
}


def image(folder: Path, requirements: str = "datajoint-0.14.10", suite: str = "trixie", **modules: str) -> str:
    """The workers' image with a pipeline of two schemas, whose modules are CODE and others."""
    context = folder / "worker"
    shutil.copytree(ROOT / "images/worker", context)
    (context / "source/pipeline").mkdir(parents=True)
    for name, content in {**CODE, **modules}.items():
        path = context / "source/pipeline" / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(content)
    tag = f"map-test-tables:{folder.name.lower()}"
    arguments = ("--build-arg", f"base={base_image(suite)}", "--build-arg", f"requirements={requirements}")
    command("docker", "build", "-q", "-t", tag, *arguments, str(context))
    return tag


class Pipeline:
    """A server on a network of its own, and the module's arguments for the pipeline on it. options: others."""

    def __init__(self, server: MysqlServer, image: str) -> None:
        self.server = server
        self.image = image
        self.options: dict[str, t.Any] = {}

    def wish(self, **options: t.Any) -> dict[str, t.Any]:
        """The module's arguments."""
        return {
            "login": self.server.login(),
            "environment": ENVIRONMENT,
            "schemas": SCHEMAS,
            "commit": COMMIT,
            "image": self.image,
            "configuration": {"stores": STORES, "custom": {}},
            "database": {"address": NAME, "port": 3306},
            "networks": [ENVIRONMENT],
            **self.options,
            **options,
        }

    def run(self, check: bool = False, **options: t.Any) -> dict[str, t.Any]:
        """Run the module's spec here."""
        checked = ArgumentSpecValidator(pipeline_tables.ARGUMENTS).validate(self.wish(**options))
        assert not checked.error_messages
        return pipeline_tables.run(checked.validated_parameters, check)

    def tables(self) -> set[tuple[str, str]]:
        """All tables of the pipeline's schemas."""
        with self.server.connected() as master:
            rows = master(
                "SELECT TABLE_SCHEMA, TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA LIKE 'map%%'"
            )
        return set(rows)

    def locked(self) -> bool:
        """Whether the account is there, and locked."""
        with self.server.connected() as master:
            return master("SELECT account_locked FROM mysql.user WHERE User = 'bootstrap'") == [("Y",)]

    @staticmethod
    def containers() -> list[str]:
        """Containers of this environment that are there."""
        return command("docker", "ps", "-aq", "--filter", f"label=map.environment={ENVIRONMENT}").split()


@contextlib.contextmanager
def reached(server: MysqlServer) -> t.Iterator[None]:
    """The server on a network, where containers reach it by a name that is in its certificate."""
    with contextlib.closing(docker.from_env()) as client:
        network = client.networks.create(ENVIRONMENT)
        try:
            network.connect(server.container, aliases=[NAME])
            with server.certificate("localhost", NAME):
                yield
        finally:
            network.disconnect(server.container)
            network.remove()
