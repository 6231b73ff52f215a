"""The checks in their order: each waits for those that it needs, and what was started is put away in any case."""

from __future__ import annotations

import dataclasses
import functools
import time
import typing as t
import urllib.parse

from . import certificates, hub_server, hub_sign_in, webgui
from .faults import EXPECTED, trouble
from .model import Finding, ImpossibleError, Patience, Subject, TroubleError
from .visit import Visit, visit

Report = t.Callable[[Finding], None]
HUB, WEBGUI = "JupyterHub", "The Web GUI"
STACKS = {HUB: ("jupyterhub", "hub"), WEBGUI: ("webgui", "map-node-server")}


@dataclasses.dataclass(frozen=True)
class Check:
    """part: HUB or WEBGUI; needs: the names of checks without which it can't be made"""

    name: str
    part: str
    run: t.Callable[[Visit], str]
    needs: tuple[str, ...] = ()


def examine(subject: Subject, report: Report | None = None, patience: Patience | None = None) -> list[Finding]:
    """Make all checks, one after the other. report: is told each finding at once

    A server that runs stays running; one that had to be started is stopped again, also when this is interrupted.
    """
    made = _Examination(visit(subject, patience or Patience()), report or (lambda _: None))
    try:
        for check in _hub_checks(subject):
            made.make(check)
    finally:
        made.put_away()
    for check in _webgui_checks(subject):
        made.make(check)
    return made.findings


def _hub_checks(subject: Subject) -> list[Check]:
    certificate, way, start = "JupyterHub: certificate", "JupyterHub: way to GitHub", "JupyterHub: start a server"
    first, token = "JupyterHub: sign in", "JupyterHub: token"
    sign_in = Check(first, HUB, hub_sign_in.sign_in, (certificate, way))
    take_token = Check(token, HUB, hub_sign_in.take_token, (certificate,))
    known = [sign_in] if subject.github_stand_in else [sign_in, take_token]
    return [
        Check(certificate, HUB, functools.partial(_certificate, url=subject.hub_url)),
        Check(way, HUB, hub_sign_in.way_to_github, (certificate,)),
        *known,
        Check(start, HUB, hub_server.start, (known[-1].name,)),
        Check("JupyterHub: ask the database", HUB, hub_server.query, (start,)),
    ]


def _webgui_checks(subject: Subject) -> list[Check]:
    names = ("certificate", "page", "sign in", "list of sessions")
    certificate, page, sign_in, listed = (f"Web GUI: {one}" for one in names)
    return [
        Check(certificate, WEBGUI, functools.partial(_certificate, url=subject.webgui_url)),
        Check(page, WEBGUI, webgui.page, (certificate,)),
        Check(sign_in, WEBGUI, webgui.sign_in, (certificate,)),
        Check(listed, WEBGUI, webgui.sessions, (sign_in,)),
        Check("Web GUI: figure", WEBGUI, webgui.figure, (listed,)),
    ]


def _certificate(visit: Visit, url: str) -> str:
    if not url:
        says = "This environment has no Web GUI, for webgui_state is absent."
        raise ImpossibleError(says, "Set webgui_state to present if it should have one.")
    return certificates.check(visit.subject, visit.reach, url)


class _Examination:
    def __init__(self, visited: Visit, report: Report) -> None:
        self._visit, self._report = visited, report
        self.findings: list[Finding] = []
        self._passable: set[str] = set()

    def make(self, check: Check) -> None:
        """Make a check, if those that it needs went well."""
        missing = [need for need in check.needs if need not in self._passable]
        if missing:
            self._note(Finding(check.name, None, 0.0, f"Not tried, for it waits for '{missing[0]}'."))
            return
        begin = time.monotonic()
        ok, says, help_ = self._outcome(check)
        if ok or self._is_plain(check):
            self._passable.add(check.name)
        self._note(Finding(check.name, ok, time.monotonic() - begin, says, help_))

    def put_away(self) -> None:
        """Stop the server that was started here."""
        try:
            if self._visit.started:
                self.make(Check("JupyterHub: stop the server", HUB, hub_server.stop))
        finally:
            self._leave()

    def _leave(self) -> None:
        try:
            self._visit.hub.leave()
        except EXPECTED:
            return  # the hub is away, and what it lent ends by itself

    def _outcome(self, check: Check) -> tuple[bool | None, str, str]:
        stack, service = STACKS[check.part]
        try:
            return True, check.run(self._visit), ""
        except ImpossibleError as error:
            return None, error.says, error.help
        except TroubleError as error:
            return False, error.says, error.help
        except EXPECTED as error:
            found = trouble(error, check.part, self._visit.subject.environment, stack, service)
            return False, found.says, found.help

    def _is_plain(self, check: Check) -> bool:
        """An address without TLS has no certificate to wait for."""
        url = check.run.keywords["url"] if isinstance(check.run, functools.partial) else ""
        return urllib.parse.urlsplit(url).scheme == "http"

    def _note(self, finding: Finding) -> None:
        self.findings.append(finding)
        self._report(finding)
