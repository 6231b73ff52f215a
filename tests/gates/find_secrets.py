"""find_secrets.py FILE...: what detect-secrets takes for a secret and isn't in the table below."""

from __future__ import annotations

import fnmatch
import json
import re
import subprocess
import sys
from pathlib import Path

ALLOWED = [
    # files, what detect-secrets calls it, the line, why it is none
    ("docs/vault.example.yml", "Secret Keyword", r"replace-me-\w{10}", "the example, which is refused as a setting"),
    ("plugins/modules/iam_keys.py", "AWS Access Key", "AKIAIOSFODNN7EX", "the one of AWS's documentation"),
    ("*.yml", "Hex High Entropy String", r"_commit: [0-9a-f]{40}\b", "a commit"),
    ("images/*/Dockerfile", "Secret Keyword", r'ENV MAP_SECRETS="[A-Z_ ]+"', "names of secrets"),
    ("plugins/module_utils/plans/*.py", "Secret Keyword", '"(the (given )?one.*|MasterUserPassword)"', "words"),
    ("plugins/module_utils/rules/engines.py", "Secret Keyword", "If sudo asks for a password", "words"),
    ("src/mapctl/__init__.py", "Secret Keyword", '"Passwords": "passwords"', "the title of a page"),
    ("src/mapctl/rotation.py", "Secret Keyword", "is signed out of|people need the new", "words"),
    ("examples/webgui/node_server/app.js", "Secret Keyword", "typeof password !== 'string'", "the name of a type"),
    ("examples/webgui/node_server/test/*", "Secret Keyword", "'pass \"word\" ü'", "invented"),
    ("tests/*", "Secret Keyword", "", "invented: most tests give a password of their own"),
    ("molecule/*", "Secret Keyword", "", "invented, for a stand-in"),
    ("tests/*", "Basic Auth Credentials", "//(me|someone):canary@", "invented"),
    (
        "tests/*",
        "Hex High Entropy String",
        '(0123456789abcdef){2}|[" ][0-9a-f]{40}"|"534ea498df9b"',
        "commits, or invented",
    ),
    ("tests/unit/test_datajoint_blob.py", "Hex High Entropy String", "", "tables as DataJoint writes them"),
    ("tests/unit/test_settings.py", "Private Key", "holds a private key", "the first line of one"),
]


def allowed(name: str, kind: str, line: str) -> bool:
    return any(fnmatch.fnmatch(name, files) and kind == of and re.search(text, line) for files, of, text, _ in ALLOWED)


def main(names: list[str]) -> str:
    """A line for each secret."""
    detect = str(Path(sys.executable).with_name("detect-secrets"))
    done = subprocess.run([detect, "-c", "2", "scan", *names], capture_output=True, text=True, check=False)
    if done.returncode:
        return done.stderr
    found = []
    for name, secrets in json.loads(done.stdout)["results"].items():
        lines = Path(name).read_text().splitlines()
        for secret in secrets:
            kind, number = secret["type"], secret["line_number"]
            if not allowed(name, kind, lines[number - 1]):
                found.append(
                    f"{name}:{number}: {kind}. Take it out and make it anew, or say in {__file__} why it is none."
                )
    return "\n".join(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) or 0)
