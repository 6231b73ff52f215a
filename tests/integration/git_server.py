"""A git server on 127.0.0.1 that misbehaves on demand, and repositories for it to serve."""

from __future__ import annotations

import base64
import http.server
import os
import subprocess
import threading
import typing as t
from pathlib import Path

from tests.integration.stand_in_host import command

WHO = {
    f"GIT_{role}_{key}": value
    for role in ("AUTHOR", "COMMITTER")
    for key, value in {"NAME": "Test", "EMAIL": "test@example.test"}.items()
}


class Work:
    """A bare repository, and a work tree from which commits are pushed to it."""

    def __init__(self, folder: Path) -> None:
        self.bare = folder / "server/lab.git"
        self.tree = folder / "work"
        command("git", "init", "-q", "--bare", "--initial-branch=main", str(self.bare))
        command("git", "init", "-q", "--initial-branch=main", str(self.tree))

    @property
    def address(self) -> str:
        return f"file://{self.bare}"

    def commit(self, *, size: int = 0, amend: bool = False, **files: str) -> str:
        """Push a commit with these files by force. size: bytes of noise in it, so that fetching takes a while"""
        for name, content in files.items():
            (self.tree / name).write_text(content)
        if size:
            (self.tree / "noise").write_bytes(os.urandom(size))
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "work", *(["--amend"] if amend else []))
        self.git("push", "-q", "--force", str(self.bare), "HEAD:main")
        return self.git("rev-parse", "HEAD")

    def git(self, *words: str, content: str | bytes = "") -> str:
        """What git printed in the work tree. content: its input"""
        given = content.encode() if isinstance(content, str) else content
        command = ["git", "-C", str(self.tree), *words]
        done = subprocess.run(command, input=given, capture_output=True, env={**os.environ, **WHO}, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode().strip()

    def forget(self) -> None:
        """Drop what no branch leads to, as servers do after a while."""
        command("git", "-C", str(self.bare), "gc", "-q", "--prune=now")


class GitServer(http.server.ThreadingHTTPServer):
    """Serves the repositories of a folder.

    failures: so many requests get no answer but 503; sign_in: "user:password" that it wants; modern: knows protocol 2
    stalls: sends half a pack and waits for `go_on`; requests: how many came; stalled: it waits now
    """

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.folder = folder
        self.failures = self.requests = 0
        self.sign_in = ""
        self.modern = True
        self.stalls = False
        self.stalled, self.go_on = threading.Event(), threading.Event()
        self.address = f"http://127.0.0.1:{self.server_port}/lab.git"

    def __enter__(self) -> GitServer:
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: t.Any) -> None:
        self.go_on.set()
        self.shutdown()
        self.server_close()


class Handler(http.server.BaseHTTPRequestHandler):
    """Hands requests to git's own http-backend."""

    server: GitServer

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_message(self, *_: t.Any) -> None:
        pass

    def _serve(self) -> None:
        server = self.server
        server.requests += 1
        wants = "Basic " + base64.b64encode(server.sign_in.encode()).decode() if server.sign_in else None
        if server.failures:
            server.failures -= 1
            self.send_error(503)
        elif wants and self.headers.get("Authorization") != wants:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="lab"')
            self.end_headers()
        else:
            self._answer(self._backend())

    def _backend(self) -> bytes:
        path, _, query = self.path.partition("?")
        environment = {
            **os.environ,
            "GIT_PROJECT_ROOT": str(self.server.folder),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", "") if self.server.modern else "",
        }
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        done = subprocess.run(["git", "http-backend"], input=body, env=environment, capture_output=True, check=False)
        return done.stdout

    def _answer(self, answer: bytes) -> None:
        head, _, body = answer.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode().splitlines())
        self.send_response(int(fields.pop("Status", "200").split()[0]))
        for name, value in fields.items():
            self.send_header(name, value)
        self.end_headers()
        half = len(body) // 2 if self.server.stalls and b"packfile" in body[:100] else len(body)
        self.wfile.write(body[:half])
        if half < len(body):
            self.wfile.flush()
            self.server.stalled.set()
            self.server.go_on.wait()
            self.wfile.write(body[half:])
