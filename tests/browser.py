"""A real Chromium without a screen, in a container, for tests that act as a person at a browser."""

from __future__ import annotations

import socket
import time
import typing as t
import uuid
from pathlib import Path

import urllib3.exceptions
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.remote.webelement import WebElement

from tests.emulator import docker
from tests.environment import ROOT, free_port
from tests.integration.stand_in_host import base_image

IMAGE = "map-test-browser"
ARTIFACTS = ROOT / "tests/artifacts"
"""For screenshots; Git ignores it."""
Found = t.TypeVar("Found")
# Without HTTP/2, for when this machine's networks change (engines make and remove some), its streams end in the middle.
_FLAGS = (
    "--disable-http2",
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
_FAILED = (WebDriverException, urllib3.exceptions.HTTPError)


def build_image() -> str:
    """Build the image of Chromium, if it isn't there; its name."""
    context = str(ROOT / "tests/integration/browser")
    docker("build", "--quiet", "--tag", IMAGE, "--build-arg", f"base={base_image('trixie')}", context)
    return IMAGE


class Browser:
    """One Chromium with a new, empty profile. Names under .localhost are this machine for it.

    image: what build_image() gave; ca_file: authorities that it trusts besides those that come with it; size: of the
    page, in pixels
    """

    def __init__(self, image: str, ca_file: Path | None = None, size: tuple[int, int] = (1400, 900)) -> None:
        self.name = f"map-test-browser-{uuid.uuid4().hex[:8]}"
        self._image, self._ca_file, self._size = image, ca_file, size
        self._port = free_port()
        self.driver: webdriver.Remote

    def __enter__(self) -> Browser:
        authority = self._ca_file.read_text() if self._ca_file else ""
        docker(
            *("run", "--detach", "--init", f"--name={self.name}", f"--label=map.environment={self.name}"),
            *("--network=host", "--shm-size=1g", "--cap-drop=ALL", "--security-opt=no-new-privileges"),
            *(f"--env=PORT={self._port}", f"--env=CA={authority}", self._image),
        )
        try:
            self.driver = self._connect()
            self.resize(*self._size)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        docker("rm", "--force", self.name, check=False)

    def open(self, url: str) -> None:
        """Go there; an error if no page comes, as when its certificate isn't trusted."""
        self.driver.get(url)
        while self._was_interrupted():
            self.driver.get(url)
        assert not self.url.startswith("chrome-error:"), f"{url} can't be opened:\n{self.text}"

    def wait(self, what: str, look: t.Callable[[], Found | None], seconds: float = 30) -> Found:
        """The first true thing that look() finds; an error with the page's text if there is none in time."""
        deadline, problem = time.monotonic() + seconds, ""
        while True:
            try:
                found, problem = look(), ""
                if found:
                    return found
                if self._was_interrupted():
                    self.driver.refresh()
            except WebDriverException as error:  # the page is changing
                problem = str(error.msg)
            assert time.monotonic() < deadline, self._told(f"Waited {seconds} s for {what}. {problem}")
            time.sleep(0.1)

    def see(self, css: str, text: str = "", seconds: float = 30) -> WebElement:
        """The first visible element of that kind, whose text has this in it, once there is one."""
        return self.wait(f"{css} {text}".strip(), lambda: self._visible(css, text), seconds)

    def click(self, css: str, text: str = "", seconds: float = 30) -> None:
        def pressed() -> bool:
            element = self._visible(css, text)
            if element:
                element.click()
            return element is not None

        self.wait(f"{css} {text} to click on", pressed, seconds)

    def _was_interrupted(self) -> bool:
        """Chromium gives up what it loads when this machine's networks change, as engines make and remove some."""
        return self.url.startswith("chrome-error:") and "ERR_NETWORK_CHANGED" in self.text

    def count(self, css: str) -> int:
        return len(self.driver.find_elements("css selector", css))

    def script(self, code: str, *arguments: t.Any) -> t.Any:
        """What JavaScript in the page returns; of a promise, what it comes to."""
        return self.driver.execute_script(code, *arguments)

    @property
    def text(self) -> str:
        """All that can be read on the page."""
        return str(self.script("return document.body ? document.body.innerText : ''"))

    @property
    def url(self) -> str:
        """Of the page that is shown; Chromium's own begin with chrome-error: when there is none."""
        return str(self.script("return location.href"))

    def resize(self, width: int, height: int) -> None:
        """So that the page, and so a screenshot, has this size."""
        self.driver.set_window_size(width, height)
        inside = self.script("return [innerWidth, innerHeight]")
        self.driver.set_window_size(2 * width - inside[0], 2 * height - inside[1])

    def screenshot(self, path: Path | str) -> Path:
        """A picture of what is in the window, as PNG. path: from tests/artifacts on, or a whole one."""
        file = ARTIFACTS / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(self.driver.get_screenshot_as_png())
        return file

    def _connect(self) -> webdriver.Remote:
        options = webdriver.ChromeOptions()
        for flag in _FLAGS:
            options.add_argument(flag)
        deadline = time.monotonic() + 60
        while not self._listens():
            assert time.monotonic() < deadline, docker("logs", self.name)
            time.sleep(0.1)
        driver = webdriver.Remote(f"http://127.0.0.1:{self._port}", options=options)
        driver.set_page_load_timeout(60)
        return driver

    def _listens(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self._port), 1).close()
        except OSError:
            return False
        return True

    def _visible(self, css: str, text: str) -> WebElement | None:
        found = self.driver.find_elements("css selector", css)
        return next((element for element in found if text in element.text and element.is_displayed()), None)

    def _told(self, problem: str) -> str:
        """What went wrong, and what a person would see."""
        try:
            picture = self.screenshot(f"failed-{self.name}.png")
            return f"{problem}\n{self.url}, see {picture}, says:\n{self.text}"
        except _FAILED as error:
            return f"{problem}\nThe browser doesn't answer: {error}\n{docker('logs', self.name, check=False)}"
