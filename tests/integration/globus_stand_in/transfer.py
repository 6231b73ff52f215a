"""Globus Transfer: endpoints, folders, and transfers. Every request's token is judged, and for every endpoint."""

from __future__ import annotations

import typing as t

from tests.integration.globus_stand_in.state import TRANSFER, TRANSFER_ALL, AnswerError, Endpoint, State, Token, token

Document = dict[str, t.Any]


def answer(state: State, bearer: str, method: str, path: str, content: Document) -> Document:
    """bearer: the header Authorization; path: without /v0.10/; content: the query, or the document that was sent"""
    given = _token(state, bearer)
    match method, path.split("/"):
        case "GET", ["endpoint", endpoint]:
            found = _description(endpoint, _endpoint(state, endpoint))
        case "POST", ["endpoint", endpoint, "autoactivate"]:
            code = _endpoint(state, endpoint).activation
            found = {"DATA_TYPE": "activation_result", "code": code, "message": "The endpoint says so."}
        case "GET", ["operation", "endpoint", endpoint, "ls"]:
            folder = _readable(state, given, endpoint, content.get("path", "/~/"))
            found = {"DATA_TYPE": "file_list", "DATA": [], "path": f"/{folder}/", "endpoint": endpoint}
        case "POST", ["operation", "endpoint", endpoint, "mkdir"]:
            found = _mkdir(state, given, endpoint, content)
        case "GET", ["submission_id"]:
            found = {"DATA_TYPE": "submission_id", "value": token()}
            state.submissions.add(found["value"])
        case "POST", ["transfer"]:
            found = _transfer(state, given, content)
        case "GET", ["task", task] if task in state.tasks:
            found = state.tasks[task]
        case _:
            raise _refused(404, "ClientError.NotFound", f"{method} {path}")
    return found


def _token(state: State, bearer: str) -> Token:
    given = state.access.get(bearer.removeprefix("Bearer ")) if bearer.startswith("Bearer ") else None
    if given is None or given.expires <= state.now() or given.server != TRANSFER or TRANSFER_ALL not in given.scopes:
        raise _refused(401, "AuthenticationFailed", "The token is none, or not for transfers.")
    return given


def _endpoint(state: State, endpoint: str) -> Endpoint:
    if endpoint not in state.endpoints:
        raise _refused(404, "EndpointNotFound", f"No such endpoint '{endpoint}'")
    return state.endpoints[endpoint]


def _description(identity: str, endpoint: Endpoint) -> Document:
    kind = "GCP_mapped_collection" if endpoint.connected is not None else "GCSv5_guest_collection"
    return {
        "DATA_TYPE": "endpoint",
        "id": identity,
        "display_name": endpoint.name,
        "entity_type": "GCSv5_mapped_collection" if endpoint.mapped else kind,
        "gcp_connected": endpoint.connected,
        "non_functional": False,
    }


def _opened(state: State, given: Token, identity: str) -> Endpoint:
    """The endpoint, for file operations: activated, connected, and consented to where its owner wants that."""
    endpoint = _endpoint(state, identity)
    scope = f"https://auth.globus.org/scopes/{identity}/data_access"
    if endpoint.mapped and scope not in given.scopes[TRANSFER_ALL]:
        raise _refused(403, "ConsentRequired", "Missing required data_access consent", required_scopes=[scope])
    if endpoint.connected is False:
        raise _refused(409, "ClientError.Conflict.GCDisconnected", "The endpoint is not connected.")
    if endpoint.activation.startswith("AutoActivationFailed"):
        raise _refused(400, "ClientError.ActivationRequired", "The endpoint is not activated.")
    return endpoint


def _rights(state: State, given: Token, identity: str, path: str) -> tuple[str, str]:
    """The folder that a path names, and the rights there: those of the nearest folder above it; "" for none."""
    folders = _opened(state, given, identity).folders
    folder = "/".join(part for part in path.split("/") if part)
    above = [known for known in folders if known == "" or f"{folder}/".startswith(f"{known}/")]
    return folder, folders[max(above, key=len)] if above else ""


def _readable(state: State, given: Token, identity: str, path: str) -> str:
    folder, rights = _rights(state, given, identity, path)
    if "r" not in rights:
        raise _refused(403, "EndpointPermissionDenied", f"Denied by endpoint, path '{path}'")
    if folder not in state.endpoints[identity].folders:
        raise _refused(404, "ClientError.NotFound", f"Directory '{path}' not found")
    return folder


def _mkdir(state: State, given: Token, identity: str, body: Document) -> Document:
    folder, rights = _rights(state, given, identity, body["path"])
    if body.get("DATA_TYPE") != "mkdir" or rights != "rw":
        raise _refused(403, "ExternalError.MkdirFailed.PermissionDenied", "Path not allowed")
    if folder in state.endpoints[identity].folders:
        raise _refused(502, "ExternalError.MkdirFailed.Exists", "File exists")
    state.endpoints[identity].folders[folder] = rights
    return {"DATA_TYPE": "mkdir_result", "code": "DirectoryCreated", "message": "The directory was created"}


def _transfer(state: State, given: Token, body: Document) -> Document:
    if body.get("DATA_TYPE") != "transfer" or body["submission_id"] not in state.submissions or not body["DATA"]:
        raise _refused(400, "ClientError.BadRequest", "No transfer, or no submission_id of ours")
    for item in body["DATA"]:
        _, source = _rights(state, given, body["source_endpoint"], item["source_path"])
        _, destination = _rights(state, given, body["destination_endpoint"], item["destination_path"])
        if "r" not in source or destination != "rw":
            raise _refused(403, "PermissionDenied", "Denied by endpoint")
    state.submissions.remove(body["submission_id"])
    task = token()
    state.tasks[task] = {"DATA_TYPE": "task", "task_id": task, "status": "SUCCEEDED", "items": body["DATA"]}
    return {"DATA_TYPE": "transfer_result", "code": "Accepted", "task_id": task, "message": "The transfer was accepted"}


def _refused(status: int, code: str, message: str, **more: t.Any) -> AnswerError:
    return AnswerError(status, code=code, message=message, request_id="stand-in", **more)
