"""gates.py [--folder FOLDER] [--only WORDS] [--all] [GATE ...]: what must have nothing to say before anything is run.

Runs all gates but `sanity`, or with --all that one too, or those that are named, two at a time. Prints a line for each,
and all that one said that failed. A gate looks at a folder that git knows; with --only it looks at that part of it.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent

FILES = "git ls-files --cached --others --exclude-standard --"
GATES = {
    # The longest first. ONLY: what to look at; ROOT: where this file's project is.
    "sanity": "python $ROOT/tests/gates/sanity.py . ${ONLY:-}",
    "ansible-lint": "ansible-lint --offline --strict -q --nocolor ${ONLY:-}",
    "secrets": f"{FILES} ${{ONLY:-. ':!.collections' ':!*requirements*.txt' ':!requirements' ':!*lock.json' ':!*.png'}}"
    " | xargs python $ROOT/tests/gates/find_secrets.py",
    "mypy": "mypy ${ONLY:-}",
    "bandit": "bandit -c pyproject.toml -q -r ${ONLY:-src plugins images examples} 2>&1",
    "checkov": "$ROOT/.venv-checkov/bin/checkov --config-file .checkov.yaml",
    "antsibull-docs": "antsibull-docs lint-collection-docs --plugin-docs --validate-collection-refs=self .",
    "hadolint": f"{FILES} '*Dockerfile' | xargs hadolint --no-color",
    "shellcheck": r"git grep --untracked -IlE '^#!.*\b(ba|da)?sh\b' -- ':!*.py' ':!*.md' | xargs shellcheck",
    "ruff": "ruff check -q ${ONLY:-.} && ruff format --check ${ONLY:-.}",
}


def run(gate: str, folder: Path, only: str) -> tuple[bool, str]:
    """Whether it had nothing to say, and what to print."""
    variables = {
        **os.environ,
        "PATH": f"{BIN}:{os.environ['PATH']}",
        "ROOT": str(ROOT),
        "MYPY_CACHE_DIR": str(ROOT / ".mypy_cache"),
        **({"ONLY": only} if only else {}),
    }
    begin = time.monotonic()
    words = ["bash", "-euo", "pipefail", "-c", GATES[gate]]
    done = subprocess.run(words, cwd=folder, env=variables, stdout=-1, stderr=-2, text=True, check=False)
    line = f"{'FAILED' if done.returncode else 'ok':<6}  {gate:<14} {time.monotonic() - begin:4.0f} s"
    if done.returncode:
        return False, f"{line}\n{done.stdout}"
    ran = [said.removeprefix("ran ") for said in done.stdout.splitlines() if said.startswith("ran ")]
    return True, "  ".join([line, *ran])


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, default=ROOT)
    parser.add_argument("--only", default="")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("gate", nargs="*", choices=[*GATES, []])
    wish = parser.parse_args()
    gates = wish.gate or [name for name in GATES if wish.all or name != "sanity"]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(run, gate, wish.folder, wish.only) for gate in gates]
        for finished in concurrent.futures.as_completed(runs):
            print(finished.result()[1], flush=True)
    return int(not all(finished.result()[0] for finished in runs))


if __name__ == "__main__":
    sys.exit(main())
