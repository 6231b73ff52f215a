"""Stands behind the reverse proxy in its tests: says what it was asked, and echoes websockets. Runs in a container."""

from __future__ import annotations

import base64
import hashlib
import http.server
import json
import signal
import sys
import threading

MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # of RFC 6455


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers with what it got. Headers that are asked for as ?NAME=VALUE are in the answer."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.headers.get("Upgrade", "").lower() == "websocket":
            self._echo()
        else:
            self._answer(self._body())

    do_POST = do_PUT = do_GET  # noqa: N815

    def _body(self) -> int:
        """Reads it; how many bytes it has."""
        if self.headers.get("Transfer-Encoding") != "chunked":
            return len(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        length, size = 0, 1
        while size:
            size = int(self.rfile.readline(), 16)
            length += size
            self.rfile.read(size + 2)
        return length

    def _answer(self, length: int) -> None:
        said = {"path": self.path, "method": self.command, "headers": dict(self.headers), "length": length}
        content = json.dumps(said).encode()
        self.send_response(200)
        for pair in self.path.partition("?")[2].split("&"):
            name, _, value = pair.partition("=")
            if name[:1].isupper():
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _echo(self) -> None:
        key = hashlib.sha1(self.headers["Sec-WebSocket-Key"].encode() + MAGIC, usedforsecurity=False)
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept", base64.b64encode(key.digest()).decode())
        self.end_headers()
        self.close_connection = True
        while len(head := self.rfile.read(2)) == 2 and head[0] & 15 == 1:
            mask, length = self.rfile.read(4), head[1] & 127
            text = bytes(byte ^ mask[at % 4] for at, byte in enumerate(self.rfile.read(length)))
            self.wfile.write(bytes([0x81, length]) + text)

    def log_message(self, *_: object) -> None:
        """Nothing."""


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = False
    """It ends when all requests have been answered, as good servers do."""


def main() -> None:
    server = Server(("", int(sys.argv[1])), Handler)
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever(poll_interval=0.05)
    server.server_close()


if __name__ == "__main__":
    main()
