"""Who may get at S3 without a header Authorization: signed addresses, and what is open to anybody."""

from __future__ import annotations

import typing as t

from . import permissions
from .asked import asked
from .s3_errors import S3Error
from .signed_addresses import is_signed, signer


def check(environ: dict[str, t.Any]) -> None:
    """Refuse what AWS refuses. Requests with the header are moto's, which takes any credentials."""
    request = asked(environ)
    signed = is_signed(request)
    if "authorization" in request.headers:
        if signed:
            message = (
                "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string "
                "parameter or the Authorization header should be specified"
            )
            raise S3Error(400, "InvalidArgument", message)
        return
    if request.method != "OPTIONS":  # a browser asks before it asks
        permissions.check(request, signer(request) if signed else None)
