"""The emulator's memory: a database file and the contents of S3 objects, the same after a kill or a power cut."""

from __future__ import annotations

import pathlib
import pickle  # nosec B403
import sqlite3
import typing as t

from moto.core.base_backend import BackendDict

from . import pickling
from .bodies import Bodies, Body
from .services import all_there_is, give_back
from .touched import TOUCHED

WORLD = ("", "")
"""Where everything but S3 objects is: all services' backends as one record, so that what they share stays shared."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS records (store TEXT, name TEXT, data BLOB, PRIMARY KEY (store, name));
CREATE TABLE IF NOT EXISTS contents (store TEXT, name TEXT, digest TEXT);
CREATE INDEX IF NOT EXISTS contents_by_record ON contents (store, name);
CREATE INDEX IF NOT EXISTS contents_by_digest ON contents (digest);
"""


class Memory:
    """Everything moto knows, in a folder. A record is (key store's id, object's name) -> all versions of the object."""

    def __init__(self, folder: pathlib.Path) -> None:
        self._database = sqlite3.connect(folder / "memory.sqlite", check_same_thread=False, isolation_level=None)
        self._database.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;" + SCHEMA)
        self._bodies = Body.bodies = Bodies(folder / "contents")
        self._world = b""
        self._stores: set[str] = set()
        self._readable: set[type] = set()

    def recall(self) -> int:
        """Give moto back all it knew; the number of records."""
        self._bodies.only({digest for (digest,) in self._database.execute("SELECT DISTINCT digest FROM contents")})
        records = {(store, name): data for store, name, data in self._database.execute("SELECT * FROM records")}
        self._world = records.pop(WORLD, b"")
        if self._world:
            give_back(pickle.loads(self._world))  # noqa: S301  # our own file  # nosec B301
        self._stores = set(pickling.STORES)
        for (store, name), data in records.items():
            dict.__setitem__(pickling.STORES[store], name, pickle.loads(data))  # noqa: S301  # nosec B301
        pickling.STORES.clear()
        TOUCHED.clear()
        return len(records) + bool(self._world)

    def backends(self) -> int:
        """How many backends there are: reading makes them too, with default networks and their ids."""
        return sum(len(regions) for service in BackendDict._instances for regions in service.values())

    def keep(self) -> None:
        """Write what the last request changed. It is on disk when this returns."""
        world, pickler = pickling.dumps(all_there_is())
        stores, gone = pickler.stores, self._stores - pickler.stores
        changed = [(place, *_record(store, place[1])) for place, store in TOUCHED.items() if place[0] in stores]
        if world != self._world:
            changed.append((WORLD, world, pickler))
        self._check_readable(changed)
        unused = self._write(changed, gone) if changed or gone else set()
        self._world, self._stores = world, stores
        TOUCHED.clear()
        self._bodies.drop(unused)

    def answers(self) -> None:
        """Fail unless the database can be read."""
        self._database.execute("SELECT count(*) FROM records").fetchone()

    def close(self) -> None:
        self._database.close()

    def _write(self, changed: list[t.Any], gone: set[str]) -> set[str]:
        """One transaction. The digests that were in use before it and aren't after it."""
        run = self._database.execute
        before: set[str] = set()
        run("BEGIN IMMEDIATE")
        try:
            for store in gone:
                before |= {row[0] for row in run("SELECT digest FROM contents WHERE store = ?", (store,))}
                run("DELETE FROM contents WHERE store = ?", (store,))
                run("DELETE FROM records WHERE store = ?", (store,))
            for place, data, pickler in changed:
                before |= {row[0] for row in run("SELECT digest FROM contents WHERE store = ? AND name = ?", place)}
                run("DELETE FROM contents WHERE store = ? AND name = ?", place)
                run("DELETE FROM records WHERE store = ? AND name = ?", place)
                if data:
                    run("INSERT INTO records VALUES (?, ?, ?)", (*place, data))
                    self._database.executemany(
                        "INSERT INTO contents VALUES (?, ?, ?)", [(*place, d) for d in pickler.digests]
                    )
            run("COMMIT")
        except BaseException:
            run("ROLLBACK")
            raise
        return {d for d in before if not run("SELECT 1 FROM contents WHERE digest = ? LIMIT 1", (d,)).fetchone()}

    def _check_readable(self, changed: list[t.Any]) -> None:
        """Fail unless what has a class that wasn't seen before can be read back: moto's classes are many."""
        for __, data, pickler in changed:
            if data and pickler.kinds - self._readable:
                pickle.loads(data)  # noqa: S301  # nosec B301
                self._readable |= pickler.kinds
        pickling.STORES.clear()


def _record(store: t.Any, name: str) -> tuple[bytes, t.Any]:
    """All versions of an object as bytes, and what wrote them; no bytes when there are none any more."""
    versions = dict.get(store, name)
    if not versions:
        return b"", None
    return pickling.dumps(versions)
