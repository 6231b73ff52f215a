"""What a person does at the Web GUI with a browser: signs in, looks at the sessions, opens one, sees its figure."""

from __future__ import annotations

import dataclasses

from tests.browser import Browser

_LINKS = "return [...document.querySelectorAll('td a[href^=\"#/session/\"]')].map(link => link.getAttribute('href'))"
_PICTURE = """
const image = document.querySelector(".figure img");
return image && image.complete && image.naturalWidth ? [image.naturalWidth, image.naturalHeight] : null;
"""


@dataclasses.dataclass
class Gui:
    """The Web GUI at a URL, in a browser."""

    browser: Browser
    url: str

    def sign_in(self, name: str, password: str) -> None:
        """Fill in the form and send it."""
        self.browser.open(f"{self.url}/")
        for field, text in (("username", name), ("password", password)):
            element = self.browser.see(f"input[name={field}]")
            element.clear()
            element.send_keys(text)
        self.browser.click("button[type=submit]")

    def sessions(self) -> list[tuple[int, int]]:
        """Subject and number of every session that is listed."""
        found = self.browser.wait("the list of sessions", lambda: self.browser.script(_LINKS))
        return sorted((int(link.split("/")[2]), int(link.split("/")[3])) for link in found)

    def open_sessions(self) -> None:
        self.browser.script("location.hash = '#/sessions'")
        self.sessions()

    def open_session(self, subject: int, session: int) -> None:
        """By its link in the list."""
        self.browser.click(f"a[href='#/session/{subject}/{session}']")
        self.browser.see("h1", f"Subject {subject}, session {session}")

    def figure(self, seconds: float = 60) -> tuple[int, int]:
        """Width and height of the figure that is shown, in its own pixels."""
        width, height = self.browser.wait("the figure", lambda: self.browser.script(_PICTURE), seconds)
        return width, height
