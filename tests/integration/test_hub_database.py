"""The hub's database under other versions of JupyterHub: a backup, the upgrade, the way back; with its real image."""

from __future__ import annotations

import typing as t
import uuid

import pytest

from tests.emulator import build, docker

FILE = "/data/jupyterhub.sqlite"
MADE = f"""
from jupyterhub import orm
session = orm.new_session_factory('sqlite:///{FILE}')()
session.add(orm.User(name='alice', admin=True))
session.commit()
"""
OLDER = f"""
import alembic.command, alembic.config
from jupyterhub.dbutil import _temp_alembic_ini
with _temp_alembic_ini('sqlite:///{FILE}') as ini:
    alembic.command.downgrade(alembic.config.Config(ini), '-1')
"""
UPGRADED = f"""
import logging
from jupyterhub.dbutil import upgrade_if_needed
upgrade_if_needed('sqlite:///{FILE}', log=logging.getLogger())
"""
# ruff: noqa: S608 (programs, and no statements of ours)
NEWER = f"""
import sqlite3
with sqlite3.connect('{FILE}') as connection:
    connection.execute("UPDATE alembic_version SET version_num = 'ffffffffffff'")
    connection.execute("INSERT INTO users (name, admin, cookie_id) VALUES ('zoe', 0, 'zoe')")
"""
SHOWN = f"""
import pathlib, sqlite3
from map_hub import database
print(database.revision(pathlib.Path('{FILE}')))
print([name for (name,) in sqlite3.connect('{FILE}').execute('SELECT name FROM users ORDER BY id')])
print(sorted(path.name.partition('.sqlite')[2][:12] for path in pathlib.Path('/data').iterdir()))
"""
STARTED = f"import pathlib; from map_hub import database; database.main(pathlib.Path('{FILE}'))"


class Volume:
    """A volume of the hub, and programs on it in the hub's image."""

    def __init__(self, image: str) -> None:
        self.name = f"map-test-hub-{uuid.uuid4().hex[:8]}"
        self._image = image

    def run(self, code: str, check: bool = True) -> str:
        mount = f"--volume={self.name}:/data"
        return docker("run", "--rm", "--network=none", mount, self._image, "python", "-c", code, check=check)

    def shown(self) -> list[str]:
        return self.run(SHOWN).splitlines()


@pytest.fixture(scope="module")
def image() -> str:
    return build("hub", "map/debian:trixie-slim")


@pytest.fixture
def volume(image: str) -> t.Iterator[Volume]:
    made = Volume(image)
    yield made
    docker("volume", "rm", "--force", made.name)


def test_an_older_database_is_upgraded_after_a_backup_and_back_again(volume: Volume) -> None:
    volume.run(MADE)
    head = volume.shown()[0]
    volume.run(OLDER)
    before = volume.shown()[0]
    assert before != head
    volume.run(STARTED)
    volume.run(UPGRADED)
    revision, users, files = volume.shown()
    assert (revision, users) == (head, "['alice']")
    assert len(eval(files)) == 2  # noqa: S307 (the backup beside it)
    volume.run(STARTED)
    assert volume.shown() == [revision, users, files]


def test_the_way_back_from_a_newer_version(volume: Volume) -> None:
    volume.run(MADE)
    volume.run(OLDER)
    volume.run(UPGRADED)
    volume.run(NEWER)
    volume.run(STARTED)
    revision, users, files = volume.shown()
    assert users == "['alice']"
    assert ".newer-fffff" in files
    volume.run(UPGRADED)
    assert volume.shown()[1] == "['alice']"
    assert revision != "ffffffffffff"


def test_without_a_backup_the_hub_stops_and_says_so(volume: Volume) -> None:
    volume.run(MADE)
    volume.run(NEWER)
    with pytest.raises(Exception, match="no backup from before"):
        volume.run(STARTED)
    assert volume.shown()[1] == "['alice', 'zoe']"
