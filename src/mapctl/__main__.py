"""The command's entry point: errors become sentences and exit codes here."""

from __future__ import annotations

import sys

import click

from . import errors
from .cli import cli


def main() -> None:
    """Run the command."""
    sys.exit(_run(sys.argv[1:]))


def _run(words: list[str]) -> int:
    try:
        return int(cli.main(words, prog_name="mapctl", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()  # click's own code would be 2, which says here that there is something to do
        return errors.FAILED
    except (click.Abort, KeyboardInterrupt):
        print("Stopped.", file=sys.stderr)  # noqa: T201 (rich may not be loaded yet)
        return errors.INTERRUPTED
    except errors.MapctlError as error:
        return _ended(str(error), error.code)
    except Exception as error:
        text = _said_by_ansible(error)
        if text is None:
            raise
        return _ended(text, errors.FAILED)


def _said_by_ansible(error: Exception) -> str | None:
    """The words of errors that tell a user's mistake: of the system, of Ansible, of the collection. None for a bug."""
    if isinstance(error, OSError):
        what = f"{error.filename or 'A file'} can't be read or written: {error.strerror}."
        return f"{what} Look at the free space and at its rights, and run it again."
    names = {kind.__name__ for kind in type(error).__mro__}
    if "MapError" in names:
        return str(error)
    if "AnsibleVaultError" in names or "decrypt" in str(error):
        return "The vault can't be opened with this password. Give the right one, or look whether the file is whole."
    if "AnsibleError" in names:
        return f"{str(getattr(error, 'message', error)).strip().rstrip('.')}. Correct that, and run it again."
    return None


def _ended(text: str, code: int) -> int:
    from . import show  # noqa: PLC0415 (rich is slow to load)

    show.error(text)
    return code


if __name__ == "__main__":
    main()
