"""Asks Globus Transfer of every folder of the archive: is it there, may we read it, may we write there."""

from __future__ import annotations

import typing as t

from globus_sdk import TransferAPIError, TransferClient

READ_ONLY, WRITABLE = "read-only", "writable"


class ProblemError(Exception):
    """What keeps a folder from being used: what is wrong, and what to do."""


class Folders:
    """Asks with the rights of one token. Changes nothing."""

    def __init__(self, transfer: TransferClient) -> None:
        self._transfer = transfer
        self._notes: list[str] = []
        self._known: dict[str, t.Any] = {}

    def ask(self, folders: list[dict[str, t.Any]]) -> dict[str, list[str]]:
        """{report, problems}: a line for each folder that is well, and notes; a line for each that isn't.

        folders: name, endpoint, path, writable (whether it should be)
        """
        report, problems = [], []
        for folder in folders:
            try:
                report.append(f"{folder['name']}: {self._ask(folder)}")
            except ProblemError as problem:
                problems.append(f"{folder['name']}: {problem}")
        return {"report": report + self._notes, "problems": problems}

    def _ask(self, folder: dict[str, t.Any]) -> str:
        endpoint, path = folder["endpoint"], folder["path"]
        collection = self._endpoint(endpoint)["display_name"] or endpoint
        self._list(endpoint, path)
        writable = self._writable(endpoint, path)
        if folder["writable"] and not writable:
            raise ProblemError(
                f"{path} is read-only. Let it be written at Globus, or set writable: false where nothing is sent."
            )
        if writable and not folder["writable"]:
            self._notes.append(
                f"{folder['name']}: {path} can be written, but data is only read there. Make it read-only at Globus, "
                "so that a mistake can't overwrite originals."
            )
        return f"{path} of {collection} answers, {WRITABLE if writable else READ_ONLY}"

    def _endpoint(self, endpoint: str) -> t.Any:
        """Its description; each is asked once, but a problem is told for every folder."""
        if endpoint not in self._known:
            try:
                self._known[endpoint] = self._transfer.get_endpoint(endpoint).data
            except TransferAPIError as error:
                raise _explained(error, f"the endpoint {endpoint}") from error
            self._activate(endpoint)
        found = self._known[endpoint]
        if found.get("gcp_connected") is False:
            raise ProblemError(
                f"the endpoint {endpoint} is not connected. Start Globus Connect Personal on its machine."
            )
        if found.get("non_functional"):
            raise ProblemError(f"the endpoint {endpoint} is out of order. Ask its administrator.")
        return found

    def _activate(self, endpoint: str) -> None:
        """What upstream's code does before every transfer; new kinds of endpoints don't need it."""
        try:
            answer = self._transfer.endpoint_autoactivate(endpoint, if_expires_in=3600)
        except TransferAPIError as error:
            self._notes.append(
                f"The endpoint {endpoint} can't be activated ({error.code}), which the pipeline's own commands for "
                "publishing ask for first. They will end there; see docs/globus.md."
            )
            return
        if str(answer["code"]).startswith("AutoActivationFailed"):
            del self._known[endpoint]
            raise ProblemError(f"the endpoint {endpoint} is not active: {answer['message']} Activate it at Globus.")

    def _list(self, endpoint: str, path: str) -> None:
        try:
            self._transfer.operation_ls(endpoint, path=path, limit=1)
        except TransferAPIError as error:
            raise _explained(error, f"{path} in {endpoint}") from error

    def _writable(self, endpoint: str, path: str) -> bool:
        """Asks to make the folder that is there: nothing comes of it, and who may not write is told so first."""
        try:
            self._transfer.operation_mkdir(endpoint, path=path)
        except TransferAPIError as error:
            if "Exists" in (error.code or ""):
                return True
            if error.http_status == 403 or "PermissionDenied" in (error.code or ""):
                return False
            raise _explained(error, f"{path} in {endpoint}") from error
        return True


def _explained(error: TransferAPIError, what: str) -> ProblemError:
    if error.code == "ConsentRequired":
        return ProblemError(
            f"{what} needs a consent of its own. Add the endpoint to globus_mapped_collections, and sign in again with "
            "-e '{\"globus_sign_in\": true}'."
        )
    if error.http_status in (404, 410):
        return ProblemError(f"{what} doesn't exist, or who signed in can't see it. Correct it, or ask its owner.")
    if error.http_status == 403:
        return ProblemError(f"{what} may not be read ({error.code}). Ask its owner for access.")
    if error.http_status == 401:
        return ProblemError(f"{what} refuses the token ({error.code}). Sign in again.")
    return ProblemError(
        f"{what} answers with {error.http_status} {error.code}: {error.message}. Ask its administrator."
    )
