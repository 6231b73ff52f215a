"""The example pipeline's own tests, in the workers' image: with the newest DataJoint and the oldest one."""

from __future__ import annotations

import json
import typing as t
import uuid
from pathlib import Path

import pytest

from tests.emulator import KEY_ID, Emulator, docker
from tests.environment import ROOT
from tests.integration.mysql_server import MASTER, MASTER_PASSWORD, MysqlServer
from tests.integration.worker_image import CORNERS, Corner, build
from tests.integration.worker_lab import store

__all__ = ["store"]

SOURCE = ROOT / "examples/pipeline"

each_corner = pytest.mark.parametrize("corner", CORNERS, ids=str)


@each_corner
def test_what_needs_no_server(corner: Corner) -> None:
    assert_passes(build(corner), "unit")


@pytest.mark.endurance
@each_corner
def test_killed_at_every_point_of_a_job(corner: Corner, mysql: MysqlServer, store: Emulator, tmp_path: Path) -> None:
    configuration = tmp_path / "dj_local_conf.json"
    configuration.write_text(json.dumps(configured(mysql, store)))
    files = {
        "/conf/dj_local_conf.json": configuration,
        "/run/secrets/database_ca.pem": mysql.ca_file,
        "/run/secrets/aws_ca.pem": store.ca_file,
    }
    for file in files.values():
        file.chmod(0o644)
    mounts = [f"--volume={path}:{inside}:ro" for inside, path in files.items()]
    assert_passes(build(corner), "integration", *mounts, "--env=SSL_CERT_FILE=/run/secrets/aws_ca.pem")


def configured(mysql: MysqlServer, store: Emulator) -> dict[str, t.Any]:
    """DataJoint's configuration, with buckets that are made here."""
    stores = {}
    for name, location in (("report_store", "report/v2"), ("archive_store", "cluster_archive")):
        bucket = f"example-{uuid.uuid4().hex[:8]}"
        store.client("s3").create_bucket(Bucket=bucket)
        keys = {"access_key": KEY_ID, "secret_key": "a-secret", "secure": True}
        endpoint = store.endpoint.removeprefix("https://")
        stores[name] = {"protocol": "s3", "endpoint": endpoint, "bucket": bucket, "location": location, **keys}
    stores["report_store"]["stage"] = "/data/report"
    return {
        "database.host": "localhost",
        "database.port": mysql.port,
        "database.user": MASTER,
        "database.password": MASTER_PASSWORD,
        "database.use_tls": {"ca": "/run/secrets/database_ca.pem"},
        "safemode": False,
        "stores": stores,
    }


def assert_passes(image: str, folder: str, *options: str) -> None:
    """All tests in a folder pass; there are some, and none is skipped."""
    said = docker(
        *("run", "--rm", "--network=host", "--read-only", "--tmpfs=/tmp", "--tmpfs=/data/report:uid=999,gid=999"),
        *(f"--volume={SOURCE}:/pipeline:ro", "--workdir=/conf", *options, "--entrypoint=python", image),
        *("-W", "ignore", "-c", RUN, f"/pipeline/tests/{folder}"),
    )
    ran = json.loads(said.splitlines()[-1])
    assert ran["tests"] > 0
    assert ran["skipped"] == 0


RUN = """
import json, sys, unittest
found = unittest.defaultTestLoader.discover(sys.argv[1], top_level_dir="/pipeline")
done = unittest.TextTestRunner().run(found)
print(json.dumps({"tests": done.testsRun, "skipped": len(done.skipped)}))
sys.exit(not done.wasSuccessful())
"""
