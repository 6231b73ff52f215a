"""How S3 says no."""

from __future__ import annotations

import html

STATUSES = {400: "400 Bad Request", 403: "403 Forbidden", 501: "501 Not Implemented"}


class S3Error(Exception):
    """A request that S3 refuses. more: what its answer holds beside code and message, by the element's name."""

    def __init__(self, status: int, code: str, message: str, more: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = STATUSES[status]
        self._elements = {"Code": code, "Message": message, **(more or {})}

    @property
    def body(self) -> bytes:
        inside = "".join(f"<{name}>{html.escape(text)}</{name}>" for name, text in self._elements.items())
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<Error>{inside}</Error>'.encode()


def denied(message: str = "Access Denied", **more: str) -> S3Error:
    return S3Error(403, "AccessDenied", message, more)
