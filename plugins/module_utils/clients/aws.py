"""The one way to AWS: it checks the account first, makes each client once, and names what went wrong."""

from __future__ import annotations

import concurrent.futures
import random
import time
import typing as t

from ..plan import MapError, missing_package
from . import aws_faults, aws_models, patience

try:
    import boto3
    import botocore.config
except ImportError:
    boto3 = None

ARGUMENTS: dict[str, t.Any] = {
    "aws": {
        "type": "dict",
        "required": True,
        "options": {
            "environment": {"type": "str", "required": True},
            "account_id": {"type": "str", "required": True},
            "region": {"type": "str", "required": True},
            "endpoint": {"type": "str", "default": ""},
            "ca_file": {"type": "path", "default": ""},
            "profile": {"type": "str", "default": ""},
            "access_key_id": {"type": "str", "default": ""},
            "secret_access_key": {"type": "str", "default": "", "no_log": True},
        },
    },
    "assume_empty": {"type": "bool", "default": False},
}

# IAM and EC2 show a change seconds after it was made; these pauses are only spent while it doesn't show.
SETTLE = (1, 3, 10, 20)
LOOK = "Look at it in the AWS console; run again."


def tags(options: dict[str, t.Any]) -> dict[str, str]:
    """The tags by which everything of an environment is known. options: the `aws` option of a module."""
    return {"map:environment": options["environment"]}


def nothing_there(params: dict[str, t.Any], check: bool) -> bool:
    """Whether to plan against nothing: checking, and an earlier task of this run planned to create the cloud."""
    return check and bool(params["assume_empty"])


class Aws:
    """One account in one region.

    options: the `aws` option of a module (ARGUMENTS above); `services` are those that will be used.
    Raises MapError when the credentials are of another account or region, before any other request.
    """

    def __init__(self, options: dict[str, t.Any], services: t.Iterable[str]) -> None:
        self.environment: str = options["environment"]
        self.account_id: str = options["account_id"]
        self.region: str = options["region"]
        self._options = options
        try:
            session = self._session()
            # Making a client isn't safe in threads, so all are made here. The first one reads the profile.
            self._clients = {service: self._client(session, service) for service in {"sts", *services}}
        except patience.FAULTS as error:
            raise aws_faults.of_configuration(error, options) from error
        self._guard(session)

    def call(self, service: str, operation: str, *, absent: t.Container[str] = (), **arguments: t.Any) -> t.Any:
        """Make one request, repeated while that may help. Gives None when AWS answers with a code in `absent`."""
        return self._ask(service, operation, absent, arguments)

    def call_new(self, service: str, operation: str, *, absent: t.Container[str] = (), **arguments: t.Any) -> t.Any:
        """The same, of what may just have been made: AWS may see that only some seconds later."""
        return self._ask(service, operation, absent, arguments, new=True)

    def once(self, service: str, operation: str, made: t.Callable[[], bool], **arguments: t.Any) -> t.Any:
        """Make a request that AWS would obey again when it is repeated. Before each repetition `made` is asked
        whether the one without an answer was obeyed; then this gives None."""
        try:
            return patience.persist(lambda: getattr(self._clients[service], operation)(**arguments), made)
        except patience.FAULTS as error:
            raise aws_faults.of_request(error, self._options, service, operation) from error

    def pages(
        self, service: str, operation: str, key: str, *, absent: t.Container[str] = (), **arguments: t.Any
    ) -> list[t.Any]:
        """All items under `key` of a listing, page after page; none when AWS answers with a code in `absent`."""
        found: list[t.Any] = []
        paginator = self._clients[service].get_paginator(operation)
        token_in = paginator._input_token
        token_out = paginator._output_token
        while True:
            page = self.call(service, operation, absent=absent, **arguments) or {}
            found += page.get(key, [])
            tokens = {i: o.search(page) for i, o in zip(token_in, token_out, strict=True) if o.search(page)}
            if not tokens:
                return found
            arguments = {**arguments, **tokens}

    def together(self, *reads: t.Callable[[], t.Any]) -> list[t.Any]:
        """Make reads at the same time; their results come in the order given."""
        with concurrent.futures.ThreadPoolExecutor(max_workers=10) as pool:
            return [future.result() for future in [pool.submit(read) for read in reads]]

    def wait(self, what: str, done: t.Callable[[], bool], seconds: float, advice: str = LOOK) -> None:
        """Ask `done` until it says yes. After `seconds`, raises MapError with what was waited for, and the advice."""
        end, pause = time.monotonic() + seconds, 0.5
        while not done():
            if time.monotonic() > end:
                raise MapError(f"Waited {seconds:.0f} s for {what}, in vain. {advice}")
            time.sleep(pause * random.uniform(0.5, 1))  # noqa: S311 (jitter)  # nosec B311
            pause = min(pause * 1.5, 15)

    def _ask(
        self, service: str, operation: str, absent: t.Container[str], arguments: dict[str, t.Any], *, new: bool = False
    ) -> t.Any:
        try:
            return patience.persist(lambda: getattr(self._clients[service], operation)(**arguments), new=new)
        except patience.FAULTS as error:
            if patience.code(error) in absent:
                return None
            raise aws_faults.of_request(error, self._options, service, operation) from error

    def _session(self) -> t.Any:
        options = self._options
        if boto3 is None:
            raise missing_package("boto3", "the machine that runs the task")
        return boto3.Session(
            botocore_session=aws_models.session(),
            profile_name=options["profile"] or None,
            aws_access_key_id=options["access_key_id"] or None,
            aws_secret_access_key=options["secret_access_key"] or None,
        )

    def _client(self, session: t.Any, service: str) -> t.Any:
        return session.client(
            service,
            region_name=self.region,
            endpoint_url=self._options["endpoint"] or None,
            verify=self._options["ca_file"] or None,
            # Repeating is `patience`'s business: boto3 waits a second at first, and can't be asked to wait less.
            config=botocore.config.Config(retries={"total_max_attempts": 1}, connect_timeout=10, read_timeout=60),
        )

    def _guard(self, session: t.Any) -> None:
        explicit = bool(self._options["access_key_id"])
        if not explicit and session.region_name not in (None, self.region):
            raise MapError(
                f"Environment '{self.environment}' is in region {self.region}, but your AWS credentials are set to "
                f"{session.region_name}. Choose the right profile, or correct map_region."
            )
        caller = self.call("sts", "get_caller_identity")
        if caller["Account"] != self.account_id:
            raise MapError(
                f"Environment '{self.environment}' belongs to AWS account {self.account_id}, but your credentials are "
                f"of account {caller['Account']} ({caller['Arn']}). "
                "Choose the right profile, or correct map_account_id."
            )
