"""map-globus sign-in-url | sign-in | check: signs in to Globus, and asks the archive's endpoints whether they answer.

Settings are JSON in the environment's MAP_GLOBUS, for they are no secrets: client_id; mapped_collections, a list of
endpoints; folders, a list of {name, endpoint, path, writable}. Secrets come on the standard input, a line each.
Writes one JSON document.

sign-in-url: nothing -> {address, verifier}: where the person signs in, and what belongs to the code that they get
sign-in: the code, the verifier -> {token}
check: the token -> {report, problems}, lines both; asks only, and changes nothing

Exit codes: 0 all is well; 1 the document's `problems` say what is not; 64 wrong words.
"""

from __future__ import annotations

import json
import os
import sys
import typing as t
import warnings

from globus_sdk import (
    AccessTokenAuthorizer,
    AuthAPIError,
    GlobusError,
    NativeAppAuthClient,
    NetworkError,
    TransferClient,
)
from globus_sdk.scopes import GCSCollectionScopeBuilder, TransferScopes

from .globus_folders import Folders

SERVER = str(TransferScopes.resource_server)
REFUSED = (400, 401, 403)
AGAIN = "Sign in again: run the playbook with -e '{\"globus_sign_in\": true}'"

Document = dict[str, t.Any]


class RefusedError(Exception):
    """What went wrong, and what to do."""


def main(words: list[str]) -> int:
    """Run one command."""
    commands = {"sign-in-url": sign_in_url, "sign-in": sign_in, "check": check}
    if len(words) != 1 or words[0] not in commands:
        sys.stderr.write(f"map-globus: give one of {', '.join(commands)}.\n")
        return 64
    # The SDK says of what upstream's code calls that it goes away; the worker's lock file keeps it.
    warnings.simplefilter("ignore")
    try:
        found = commands[words[0]](json.loads(os.environ["MAP_GLOBUS"]))
    except RefusedError as error:
        found = {"problems": [str(error)]}
    except NetworkError as error:
        found = {"problems": [f"Globus doesn't answer: {error}. Check the way out of the host, and run it again."]}
    sys.stdout.write(json.dumps(found) + "\n")
    return 1 if found.get("problems") else 0


def sign_in_url(settings: Document) -> Document:
    """Where the person signs in; the verifier stays here, so that the code is of no use to others."""
    client = NativeAppAuthClient(settings["client_id"])
    flow = client.oauth2_start_flow(scopes(settings["mapped_collections"]), refresh_tokens=True)
    return {"address": client.oauth2_get_authorize_url(), "verifier": flow.verifier}


def sign_in(settings: Document) -> Document:
    """A refresh token for the code."""
    code, verifier = lines(2)
    if not code:
        raise RefusedError(
            f"No code was entered. {AGAIN} in a terminal, open the address, and paste the code it shows."
        )
    client = NativeAppAuthClient(settings["client_id"])
    client.oauth2_start_flow(scopes(settings["mapped_collections"]), verifier=verifier, refresh_tokens=True)
    try:
        answer = client.oauth2_exchange_code_for_tokens(code)
    except AuthAPIError as error:
        if error.http_status not in REFUSED:
            raise RefusedError(unexpected(error)) from error
        raise RefusedError(
            f"Globus refuses the code ({reason(error)}): one is good for 10 minutes, once, and for the address of its "
            f"own run. {AGAIN}."
        ) from error
    token = answer.by_resource_server.get(SERVER, {}).get("refresh_token")
    if not token:
        raise RefusedError(
            f"Globus gave no refresh token for {SERVER}. {AGAIN}, and allow everything that is asked for."
        )
    return {"token": token}


def check(settings: Document) -> Document:
    """What every folder of the archive answers to who has the token."""
    client = NativeAppAuthClient(settings["client_id"])
    (token,) = lines(1)
    try:
        answer = client.oauth2_refresh_token(token)
    except AuthAPIError as error:
        if error.http_status not in REFUSED:
            raise RefusedError(unexpected(error)) from error
        raise RefusedError(
            f"Globus refuses the token ({reason(error)}): it was revoked, not used for six months, or given to another "
            f"application. {AGAIN}."
        ) from error
    access = answer.by_resource_server.get(SERVER)
    if access is None:
        raise RefusedError(f"The token is not for {SERVER}, but for {', '.join(answer.by_resource_server)}. {AGAIN}.")
    transfer = TransferClient(authorizer=AccessTokenAuthorizer(access["access_token"]))
    try:
        return Folders(transfer).ask(settings["folders"])
    except GlobusError as error:
        if isinstance(error, NetworkError):
            raise
        raise RefusedError(unexpected(error)) from error


def scopes(mapped_collections: list[str]) -> str:
    """What the token may do: transfers, in mapped collections too where their owners want a consent for each."""
    access = " ".join(f"*{GCSCollectionScopeBuilder(endpoint).data_access}" for endpoint in mapped_collections)
    return f"{TransferScopes.all}[{access}]" if access else str(TransferScopes.all)


def lines(number: int) -> list[str]:
    """The first lines of the standard input, without blanks at their ends."""
    return [sys.stdin.readline().strip() for __ in range(number)]


def reason(error: AuthAPIError) -> str:
    """The OAuth error's name, which the SDK leaves in the document."""
    return str((error.raw_json or {}).get("error") or error.http_status)


def unexpected(error: GlobusError) -> str:
    """What a service said that isn't the settings' fault."""
    said = f"{getattr(error, 'http_status', '')} {getattr(error, 'message', None) or error}".strip()
    return f"Globus answered unexpectedly: {said}. Look at its status page, and run it again."
