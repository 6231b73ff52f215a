"""Whether the hub answers."""

from __future__ import annotations

import sys
import urllib.request

if __name__ == "__main__":
    with urllib.request.urlopen("http://hub-inside:8081/hub/health", timeout=4) as answer:  # nosec B310
        sys.exit(0 if answer.status == 200 else 1)
