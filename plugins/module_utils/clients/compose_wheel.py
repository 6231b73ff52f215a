"""The compose plugin from a package of the Python index, where the distribution has none."""

from __future__ import annotations

# There is no run_command in the controller's process. pylint: disable=ansible-bad-function
import pathlib
import subprocess
import sys
import tempfile
import zipfile

from ..plan import MapError
from . import config_files

PLUGIN = "/usr/local/lib/docker/cli-plugins/docker-compose"


def install(package: str, hashes: list[str]) -> None:
    """Have pip fetch `package` (name==version), with one of the hashes only, and put the plugin in place."""
    with tempfile.TemporaryDirectory(prefix="map-compose-") as folder:
        wanted = pathlib.Path(folder, "requirements.txt")
        wanted.write_text(" ".join([package, *(f"--hash={value}" for value in hashes)]) + "\n", encoding="utf-8")
        words = ["download", "--quiet", "--no-deps", "--only-binary=:all:", "--require-hashes", "-d", folder]
        command = [sys.executable, "-m", "pip", *words, "-r", str(wanted)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
        if done.returncode:
            tail = "\n  ".join(done.stderr.strip().splitlines()[-8:])
            raise MapError(f"The compose plugin ({package}) can't be fetched. Mend what pip says:\n  {tail}")
        content = _plugin(next(pathlib.Path(folder).glob("*.whl")))
    try:
        config_files.replace(PLUGIN, content, "0755", "0:0")
    except OSError as error:
        raise MapError(f"The compose plugin can't be written to {PLUGIN}: {error.strerror}. Run it as root.") from error


def _plugin(wheel: pathlib.Path) -> bytes:
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".data/scripts/docker-compose"))
        return archive.read(name)
