"""The command's door: errors become sentences and exit codes here."""

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
        print("Stopped; nothing was changed.", file=sys.stderr)  # noqa: T201 (rich may not be loaded yet)
        return errors.INTERRUPTED
    except errors.MapctlError as error:
        return _ended(str(error), error.code)
    except OSError as error:
        what = f"{error.filename or 'A file'} can't be read or written: {error.strerror}."
        return _ended(f"{what} Look at the free space and at its rights, and run it again.", errors.FAILED)


def _ended(text: str, code: int) -> int:
    from . import show  # noqa: PLC0415 (rich is slow to load)

    show.error(text)
    return code


if __name__ == "__main__":
    main()
