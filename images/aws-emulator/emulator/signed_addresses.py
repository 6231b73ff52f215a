"""Signed addresses (presigned URLs): who signed one, and whether S3 still takes it. moto takes any, for ever."""

from __future__ import annotations

import base64
import datetime
import functools
import hashlib
import hmac
import re
import time
import urllib.parse

from botocore.auth import HmacV1Auth

from .asked import Asked
from .callers import Caller, caller
from .permissions import bucket
from .s3_errors import S3Error, denied

ALGORITHM = "AWS4-HMAC-SHA256"
REQUIRED = ("X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature", "X-Amz-Date", "X-Amz-SignedHeaders")
WEEK = 604_800
AHEAD = datetime.timedelta(minutes=15)
"""How far a signer's clock may be ahead."""

COMPLAINTS = {
    "missing": "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, "
    "X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.",
    "algorithm": f'X-Amz-Algorithm only supports "{ALGORITHM}"',
    "credential": 'Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting "<YOUR-AKID>/'
    'YYYYMMDD/REGION/SERVICE/aws4_request".',
    "service": 'Error parsing the X-Amz-Credential parameter; incorrect service. This endpoint belongs to "s3".',
    "day": "Error parsing the X-Amz-Credential parameter; incorrect date. It is not the same as X-Amz-Date.",
    "region": "Error parsing the X-Amz-Credential parameter; the region is wrong. The bucket is in another.",
    "date": "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"",
    "number": "X-Amz-Expires should be a number",
    "negative": "X-Amz-Expires must be non-negative",
    "week": "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than "
    f"{WEEK} seconds",
}


def is_signed(asked: Asked) -> bool:
    return bool({"X-Amz-Algorithm", "X-Amz-Signature", "Signature", "AWSAccessKeyId"} & asked.parameters.keys())


def signer(asked: Asked) -> Caller:
    """Who signed the address; refused unless the signature is right and the address valid now."""
    if "X-Amz-Algorithm" in asked.parameters or "X-Amz-Signature" in asked.parameters:
        return _version_4(asked)
    return _version_2(asked)


def _version_4(asked: Asked) -> Caller:
    given = asked.parameters
    if not all(given.get(name) for name in (*REQUIRED, "X-Amz-Expires")):
        raise _complaint("missing")
    if given["X-Amz-Algorithm"] != ALGORITHM:
        raise _complaint("algorithm")
    key_id, __, rest = given["X-Amz-Credential"].partition("/")
    scope = rest.split("/")
    if len(scope) != 4 or scope[3] != "aws4_request":
        raise _complaint("credential")
    if scope[2] != "s3":
        raise _complaint("service")
    if not re.fullmatch(r"\d{8}T\d{6}Z", given["X-Amz-Date"]):
        raise _complaint("date")
    if scope[0] != given["X-Amz-Date"][:8]:
        raise _complaint("day")
    found = bucket(asked.bucket)
    if found and scope[1] != found.region_name:
        raise _complaint("region")
    _check_time(given["X-Amz-Date"], given["X-Amz-Expires"])
    who = caller(key_id, given.get("X-Amz-Security-Token"))
    text = "\n".join((ALGORITHM, given["X-Amz-Date"], rest, _sha256(_canonical(asked))))
    key = functools.reduce(_hmac, scope, f"AWS4{who.secret}".encode())
    _compare(who, given["X-Amz-Signature"], _hmac(key, text).hex(), text)
    return who


def _check_time(date: str, expires: str) -> None:
    if not re.fullmatch(r"-?\d+", expires):
        raise _complaint("number")
    if int(expires) < 0:
        raise _complaint("negative")
    if int(expires) > WEEK:
        raise _complaint("week")
    try:
        signed = datetime.datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.UTC)
    except ValueError:
        raise _complaint("date") from None
    if signed > datetime.datetime.now(datetime.UTC) + AHEAD:
        raise denied("Request is not valid yet")
    _check_end(signed.timestamp() + int(expires), **{"X-Amz-Expires": expires})


def _check_end(end: float, **more: str) -> None:
    now = time.time()
    if now > end:
        raise denied("Request has expired", **more, Expires=_utc(end), ServerTime=_utc(now))


def _canonical(asked: Asked) -> str:
    """The request as its signer saw it. Everything that S3 heeds has to be signed."""
    names = asked.parameters["X-Amz-SignedHeaders"].split(";")
    loose = [name for name in asked.headers if (name == "host" or name.startswith("x-amz-")) and name not in names]
    if loose:
        raise denied(
            "There were headers present in the request which were not signed", HeadersNotSigned=", ".join(loose)
        )
    quote = functools.partial(urllib.parse.quote, safe="-_.~")
    query = sorted((quote(name), quote(value)) for name, value in asked.query if name != "X-Amz-Signature")
    return "\n".join(
        (
            asked.method,
            urllib.parse.quote(urllib.parse.unquote_to_bytes(asked.raw_path), safe="/-_.~"),
            "&".join(f"{name}={value}" for name, value in query),
            *(f"{name}:{asked.headers.get(name, '')}" for name in names),
            "",
            ";".join(names),
            asked.headers.get("x-amz-content-sha256", "UNSIGNED-PAYLOAD"),
        )
    )


def _version_2(asked: Asked) -> Caller:
    given = asked.parameters
    if not all(given.get(name) for name in ("AWSAccessKeyId", "Signature", "Expires")):
        raise denied("Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters")
    if not re.fullmatch(r"\d{1,12}", given["Expires"]):
        raise denied(f"Invalid date (should be seconds since epoch): {given['Expires']}")
    _check_end(int(given["Expires"]))
    amazon = {name: value for name, value in {**asked.headers, **given}.items() if name.startswith("x-amz-")}
    who = caller(given["AWSAccessKeyId"], amazon.get("x-amz-security-token"))
    path = asked.raw_path if asked.key or not asked.bucket else f"/{asked.bucket}/"
    resource = urllib.parse.SplitResult("", "", path, asked.raw_query, "")
    lines = (
        asked.method,
        asked.headers.get("content-md5", ""),
        asked.headers.get("content-type", ""),
        given["Expires"],
        *(f"{name}:{value}" for name, value in sorted(amazon.items())),
        HmacV1Auth(None).canonical_resource(resource),
    )
    digest = hmac.digest(who.secret.encode(), "\n".join(lines).encode(), "sha1")
    _compare(who, given["Signature"], base64.b64encode(digest).decode(), "\n".join(lines))
    return who


def _compare(who: Caller, provided: str, right: str, signed: str) -> None:
    if not hmac.compare_digest(provided.encode(), right.encode()):
        message = (
            "The request signature we calculated does not match the signature you provided. Check your key and signing "
            "method."
        )
        more = {"AWSAccessKeyId": who.key_id, "StringToSign": signed, "SignatureProvided": provided}
        raise S3Error(403, "SignatureDoesNotMatch", message, more)


def _complaint(name: str) -> S3Error:
    return S3Error(400, "AuthorizationQueryParametersError", COMPLAINTS[name])


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _utc(seconds: float) -> str:
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
