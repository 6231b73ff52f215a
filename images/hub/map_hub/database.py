"""The hub's database when another version of JupyterHub starts: upgraded after a backup, and brought back from it.

JupyterHub makes the backup and the upgrade itself. It can't go back: a database that a newer version upgraded is put
aside, and the backup that was made before that is taken again.
"""

from __future__ import annotations

import os
import pathlib
import shutil
import sqlite3
import sys
import time

from .disk import sync

SOON_SECONDS = 3600
"""A new version that doesn't become healthy is gone back from within minutes; later, much would be lost."""


def known_revisions() -> list[str]:
    """The revisions of the database that this version knows, the newest first."""
    from alembic.config import Config  # noqa: PLC0415 (only the hub's image has these)
    from alembic.script import ScriptDirectory  # noqa: PLC0415
    from jupyterhub import dbutil  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(pathlib.Path(dbutil.__file__).parent / "alembic"))
    return [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]


def revision(path: pathlib.Path) -> str | None:
    """The revision that a database has; None where there is none."""
    if not path.exists():
        return None
    with sqlite3.connect(path) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        rows = connection.execute("SELECT version_num FROM alembic_version").fetchall() if tables else []
    connection.close()
    return rows[0][0] if rows else None


def go_back(path: pathlib.Path, known: list[str]) -> str | None:
    """Take the newest backup that this version can read, if a newer one just upgraded the database. Says what it did.

    Raises SystemExit where there is none, or the upgrade was long ago.
    """
    found = revision(path)
    if found is None or found in known:
        return None
    backups = sorted(path.parent.glob(f"{path.name}.2*"), reverse=True)
    backup = next((one for one in backups if revision(one) in known), None)
    if backup is None:
        raise SystemExit(
            f"The hub's database has the revision {found} of a newer JupyterHub, and no backup from before is there. "
            "Run the newer version again, or bring back a backup of the volume."
        )
    if time.time() - backup.stat().st_mtime > SOON_SECONDS:
        raise SystemExit(
            f"The hub's database has the revision {found} of a newer JupyterHub, which has run for long. Run the newer "
            f"version again; or, if what happened since may be lost, put {backup.name} in place of {path.name}."
        )
    aside = path.with_name(f"{path.name}.newer-{found}-{int(time.time())}")
    copy = path.with_name(f"{path.name}.restoring")
    shutil.copy2(backup, copy)
    sync(copy)
    os.replace(path, aside)
    os.replace(copy, path)
    return f"The database of a newer JupyterHub was put aside as {aside.name}; {backup.name} was taken again."


def main(path: pathlib.Path) -> None:
    """What has to be done before the hub starts."""
    copy = path.with_name(f"{path.name}.restoring")
    if copy.exists() and not path.exists():  # killed between the two moves
        os.replace(copy, path)
    said = go_back(path, known_revisions())
    if said:
        print(said, file=sys.stderr)  # noqa: T201
