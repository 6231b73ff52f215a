"""What a person does at JupyterHub with a browser: signs in through GitHub, starts a server, runs a notebook."""

from __future__ import annotations

import dataclasses
import json
import typing as t
import urllib.parse

from tests.browser import Browser

_NOTEBOOK = ".jp-NotebookPanel:not(.lm-mod-hidden)"
_SENT = """
const [path, body] = arguments;
const base = JSON.parse(document.getElementById("jupyter-config-data").textContent).baseUrl;
const token = document.cookie.match(/(?:^|; *)_xsrf=([^;]*)/)[1];
const headers = {"Content-Type": "application/json", "X-XSRFToken": token};
return fetch(base + "api/contents/" + path, {method: "PUT", headers, body}).then(answer => answer.status);
"""
_PICTURES = """
return [...document.querySelectorAll(arguments[0])].map(image => [image.naturalWidth, image.naturalHeight]);
"""
_STATUS = """
const [name, status] = [".jp-KernelName", ".jp-Notebook-ExecutionIndicator"].map(
  css => document.querySelector(arguments[0] + " " + css));
return [name.textContent, status.dataset.status];
"""


@dataclasses.dataclass
class Lab:
    """JupyterHub at hub_url (without a path), and JupyterLab on it, in a browser."""

    browser: Browser
    hub_url: str

    def sign_in(self, login: str, next_path: str = "/hub/home") -> None:
        """Up to the page that the hub shows then: next_path, or a refusal."""
        asks = f"{self.hub_url}/hub/login?next={urllib.parse.quote(next_path, safe='')}"
        self.browser.open(asks)
        if self.browser.url.startswith(f"{self.hub_url}/"):
            self.browser.click("a[href*='/hub/oauth_login']")
        self.browser.click(f"button[name=login][value={json.dumps(login)}]")
        self.browser.wait("the hub to be back", self._back)

    def start_server(self, seconds: float = 120) -> None:
        """By the button on the hub's home page, until JupyterLab is there."""
        self.browser.open(f"{self.hub_url}/hub/home")
        self.browser.click("#start")
        self.wait_loaded(seconds)

    def wait_loaded(self, seconds: float = 120) -> None:
        """Until JupyterLab can be used."""
        self.browser.see("#jp-top-panel", seconds=seconds)
        self.browser.see("#jp-main-dock-panel", seconds=seconds)
        self.browser.wait("the end of JupyterLab's splash", lambda: not self.browser.count("#jupyterlab-splash"))

    def put_notebook(self, path: str, *cells: str, kernel: str = "python3") -> None:
        """Make a notebook file with these cells of code, as JupyterLab itself would. path: in the server's folder."""
        content = {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {"kernelspec": {"name": kernel, "display_name": kernel, "language": "python"}},
            "cells": [_cell(number, code) for number, code in enumerate(cells)],
        }
        body = json.dumps({"type": "notebook", "format": "json", "content": content})
        status = self.browser.script(_SENT, urllib.parse.quote(path), body)
        assert status in (200, 201), f"{path} was answered with {status}"

    def open_notebook(self, path: str, seconds: float = 120) -> None:
        """Open it at its address, until its kernel is ready."""
        self.browser.open(self._base + "lab/tree/" + urllib.parse.quote(path))
        self.wait_loaded(seconds)
        self._idle(seconds)

    def run_all(self, seconds: float = 120) -> None:
        """By the menu, until every cell has its number; an empty cell never gets one."""
        self.browser.click(".lm-MenuBar-itemLabel", "Run")
        self.browser.click("[data-command='runmenu:run-all']:not(.lm-mod-disabled)")
        self.browser.wait("all cells to be done", self._done, seconds)
        self._idle(seconds)

    def outputs(self) -> list[str]:
        """The texts under the cells, errors too."""
        found = self.browser.driver.find_elements("css selector", f"{_NOTEBOOK} .jp-OutputArea-output")
        return [output.text for output in found]

    def pictures(self) -> list[tuple[int, int]]:
        """(width, height) of the images under the cells, in their own pixels; (0, 0) if one can't be shown."""
        css = f"{_NOTEBOOK} .jp-OutputArea-output img"
        return [(width, height) for width, height in self.browser.script(_PICTURES, css)]

    @property
    def _base(self) -> str:
        """Address of the server whose page is shown."""
        config = self.browser.script("return document.getElementById('jupyter-config-data').textContent")
        return self.hub_url + str(json.loads(config)["baseUrl"])

    def _back(self) -> bool:
        return self.browser.url.startswith(f"{self.hub_url}/") and bool(self.browser.text.strip())

    def _done(self) -> bool:
        prompts = self.browser.driver.find_elements("css selector", f"{_NOTEBOOK} .jp-CodeCell .jp-InputPrompt")
        return bool(prompts) and all(prompt.text.strip("[]:").isdigit() for prompt in prompts)

    def _idle(self, seconds: float) -> None:
        """A notebook that has no kernel yet is shown as idle too."""

        def idle() -> bool:
            name, status = self.browser.script(_STATUS, _NOTEBOOK)
            return name not in ("", "No Kernel") and status == "idle"

        self.browser.wait("an idle kernel", idle, seconds)


def _cell(number: int, code: str) -> dict[str, t.Any]:
    nothing: dict[str, t.Any] = {"metadata": {}, "outputs": [], "execution_count": None}
    return {"cell_type": "code", "id": f"cell-{number}", "source": code, **nothing}
