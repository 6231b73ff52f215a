"""AWS's wire formats: what a request asks for, and how an answer or an error is written."""

from __future__ import annotations

import dataclasses
import io
import re
import typing as t
import urllib.parse

import botocore.parsers
from moto.backends import get_backend
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request as MotoRequest
from moto.core.request import determine_request_protocol
from moto.core.routing import get_service_router
from moto.core.serialize import get_serializer_class
from moto.core.utils import get_service_model

ACCOUNT = "123456789012"
_SCOPE = re.compile(r"Credential=([^/]+)/\d+/([^/]+)/([^/]+)/aws4_request")
_READS = ("Describe", "Get", "List", "Head", "Filter", "Lookup")


@dataclasses.dataclass
class Answer:
    """What goes back: an HTTP status, headers and a body."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclasses.dataclass
class Request:
    """One request to AWS. form: the flat parameters of the query protocols; a rule may change it before it is passed
    on (`change`). params: the same, nested as in the service's model."""

    service: str
    operation: str
    region: str
    params: dict[str, t.Any]
    form: dict[str, str]
    environ: dict[str, t.Any]
    body: bytes
    protocol: str

    @property
    def name(self) -> str:
        return f"{self.service} {self.operation}"

    @property
    def writes(self) -> bool:
        return not self.operation.startswith(_READS)

    def backend(self, service: str = "") -> t.Any:
        """The emulator's own memory of a service, in this account and region."""
        service = service or self.service
        return get_backend(service)[ACCOUNT]["aws" if service in ("iam", "route53", "s3") else self.region]

    def change(self, form: dict[str, str]) -> None:
        """Pass on other parameters than those that came (query protocols)."""
        self.form = form
        self.body = urllib.parse.urlencode(form).encode()

    def onward(self) -> dict[str, t.Any]:
        """The WSGI environment with which it is passed on."""
        return {**self.environ, "wsgi.input": io.BytesIO(self.body), "CONTENT_LENGTH": str(len(self.body))}


class RefusalError(Exception):
    """AWS says no: its error code, its words, the HTTP status."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code, self.message, self.status = code, message, status


def parse(environ: dict[str, t.Any]) -> Request | None:
    """The request in AWS's terms; None when it isn't one (the emulator's own pages)."""
    scope = _SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))
    if not scope:
        return None
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    if environ.get("HTTP_TRANSFER_ENCODING") == "chunked":
        body = environ["wsgi.input"].read()
    environ["wsgi.input"] = io.BytesIO(body)
    http = MotoRequest({**environ, "wsgi.input": io.BytesIO(body)})
    service, region = scope[3], scope[2]
    model = get_service_model(service)
    operation, labels = get_service_router(service).match(http)
    protocol = determine_request_protocol(model, http.content_type)
    parser = PROTOCOL_PARSERS[protocol](operation)
    values = http.values
    parts = {"method": http.method, "values": values, "headers": http.headers, "body": body}
    params = parser.parse({**parts, "url_path": http.path, "url_params": labels})
    return Request(service, operation.name, region, params, dict(values.items()), environ, body, protocol)


def read_answer(request: Request, answer: Answer) -> dict[str, t.Any]:
    """An answer as data, in the shape that boto3 gives."""
    shape = get_service_model(request.service).operation_model(request.operation).output_shape
    parser = botocore.parsers.create_parser(request.protocol)
    found = parser.parse({"status_code": answer.status, "headers": answer.headers, "body": answer.body}, shape)
    found.pop("ResponseMetadata", None)
    return t.cast("dict[str, t.Any]", found)


def write_answer(request: Request, data: dict[str, t.Any]) -> Answer:
    """Data as an answer, in the service's protocol."""
    operation = get_service_model(request.service).operation_model(request.operation)
    serializer = get_serializer_class(request.service, request.protocol)(operation)
    made = serializer.serialize(data)
    body = made["body"]
    return Answer(made["status_code"], dict(made["headers"]), body.encode() if isinstance(body, str) else body)


def write_error(request: Request, refusal: RefusalError) -> Answer:
    """A refusal in the service's protocol."""
    code, message = _escape(refusal.code), _escape(refusal.message)
    error = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>"
    bodies = {
        "query": f"<ErrorResponse>{error}<RequestId>strict</RequestId></ErrorResponse>",
        "ec2": f"<Response><Errors>{error}</Errors><RequestID>strict</RequestID></Response>",
        "rest-xml": f"<Error><Code>{code}</Code><Message>{message}</Message></Error>",
    }
    if request.protocol in bodies:
        return Answer(refusal.status, {"Content-Type": "text/xml"}, bodies[request.protocol].encode())
    body = f'{{"__type": "{refusal.code}", "message": "{refusal.message}"}}'
    return Answer(refusal.status, {"Content-Type": "application/x-amz-json-1.1"}, body.encode())


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
