"""Healthy is: a request over verified TLS is answered."""

from __future__ import annotations

import os
import ssl
import sys
import urllib.request

if __name__ == "__main__":
    context = ssl.create_default_context(cafile=os.environ["TLS_CA_FILE"])
    address = f"https://127.0.0.1:{os.environ['PORT']}/_map/health"
    with urllib.request.urlopen(address, timeout=4, context=context) as answer:  # a fixed address  # nosec B310
        sys.exit(answer.status != 200)
