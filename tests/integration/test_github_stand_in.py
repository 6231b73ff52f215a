"""The stand-in for GitHub: each refusal beside the same request accepted."""

from __future__ import annotations

import html.parser
import socket
import ssl
import time
import typing as t

import pytest

from tests.emulator import docker
from tests.github_stand_in import CALLBACK, CLIENT_SECRET, OTHER, PEOPLE, Browser, GitHub, sent_back


class Form(html.parser.HTMLParser):
    """What a page lets a person do: values of buttons named login, names of fields, what has the focus."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.logins: list[str | None] = []
        self.fields: dict[str | None, str | None] = {}
        self.labels: list[str | None] = []
        self.focus: list[str | None] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "button" and found.get("name") == "login":
            self.logins.append(found["value"])
        if tag == "input":
            self.fields[found["name"]] = found.get("value")
        if tag == "label":
            self.labels.append(found["for"])
        if "autofocus" in found:
            self.focus.append(found.get("value"))


def test_a_person_chooses_a_login_or_enters_one(browser: Browser) -> None:
    shown = browser.authorize(login="bob-gh")
    form = Form(shown.text)
    assert shown.status_code == 200
    assert "script" not in shown.headers["Content-Security-Policy"]
    assert shown.headers["X-Frame-Options"] == "DENY"
    assert form.logins == ["Alice-GH", "bob-gh", "stranger-gh"]
    assert form.fields == {"login": "bob-gh"}
    assert form.labels == ["login"]
    assert form.focus == ["Alice-GH"]
    assert "Alice &lt;A&gt;" in shown.text
    assert set(sent_back(browser.authorize("POST", {"login": "stranger-gh"}))) == {"code", "state"}


def test_an_unknown_login_is_asked_for_again(browser: Browser) -> None:
    refused = browser.authorize("POST", {"login": "no<body"})
    form = Form(refused.text)
    assert refused.status_code == 422
    assert (form.fields, form.focus) == ({"login": "no<body"}, ["no<body"])
    assert 'role="alert"' in refused.text
    assert "no<body" not in refused.text
    assert browser.code("bob-gh")


def test_a_person_may_say_no(browser: Browser) -> None:
    assert sent_back(browser.authorize("POST", {"cancel": "1"}))["error"] == "access_denied"


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"redirect_uri": CALLBACK + "/"}, "redirect_uri_mismatch"),
        ({"redirect_uri": CALLBACK + "?a=b"}, "redirect_uri_mismatch"),
        ({"redirect_uri": "https://evil.example.org/hub/oauth_callback"}, "redirect_uri_mismatch"),
        ({"redirect_uri": None}, "redirect_uri_mismatch"),
        ({"redirect_uri": [CALLBACK, CALLBACK]}, "redirect_uri_mismatch"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": None}, "unsupported_response_type"),
        ({"state": None}, "invalid_request"),
        ({"state": ""}, "invalid_request"),
        ({"state": ["one", "two"]}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"scope": "read:org everything"}, "invalid_scope"),
    ],
)
def test_requests_that_are_not_in_order(browser: Browser, method: str, changes: dict[str, t.Any], error: str) -> None:
    form = {"login": "bob-gh"} if method == "POST" else None
    told = sent_back(browser.authorize(method, form, **changes))
    assert told["error"] == error
    assert told["error_description"]
    assert "code" not in told
    accepted = browser.authorize(method, form)
    assert "code=" in accepted.headers["Location"] if form else accepted.status_code == 200


@pytest.mark.parametrize("client_id", ["other", "", None])
def test_an_unknown_application(browser: Browser, client_id: str | None) -> None:
    assert browser.authorize(client_id=client_id).status_code == 404
    assert browser.authorize("POST", {"login": "bob-gh"}, client_id=client_id).status_code == 404
    assert browser.exchange(browser.code("bob-gh"), client_id=client_id).status_code == 404
    assert browser.authorize().status_code == 200


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_secret": "wrong"}, "incorrect_client_credentials"),
        ({"client_secret": None}, "incorrect_client_credentials"),
        ({"client_secret": ""}, "incorrect_client_credentials"),
        ({"code": "0" * 20}, "bad_verification_code"),
        ({"code": None}, "bad_verification_code"),
        ({"redirect_uri": OTHER}, "redirect_uri_mismatch"),
        ({"redirect_uri": None}, "redirect_uri_mismatch"),
        ({"code_verifier": "v" * 64}, "bad_verification_code"),
        ({"code_verifier": None}, "bad_verification_code"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
def test_exchanges_that_are_refused(browser: Browser, changes: dict[str, t.Any], error: str) -> None:
    refused = browser.exchange(browser.code("bob-gh"), **changes)
    assert refused.status_code == 200
    assert set(refused.json()) == {"error", "error_description", "error_uri"}
    assert refused.json()["error"] == error
    accepted = browser.exchange(browser.code("bob-gh")).json()
    assert accepted.pop("access_token").startswith("gho_")
    assert accepted == {"token_type": "bearer", "scope": "read:org"}


def test_a_code_is_good_once(browser: Browser) -> None:
    code = browser.code("bob-gh")
    assert browser.exchange(code, code_verifier="v" * 64).json()["error"] == "bad_verification_code"
    assert browser.exchange(code).json()["error"] == "bad_verification_code"
    again = browser.code("bob-gh")
    assert "access_token" in browser.exchange(again).json()
    assert browser.exchange(again).json()["error"] == "bad_verification_code"


def test_a_code_ends_soon(own_github: GitHub) -> None:
    own_github.settings["code_seconds"] = 2
    browser = own_github.start().browser()
    soon, late = browser.code("bob-gh"), browser.code("bob-gh")
    assert "access_token" in browser.exchange(soon).json()
    time.sleep(2.2)
    assert browser.exchange(late).json()["error"] == "bad_verification_code"


def test_a_renamed_login_is_the_same_person_and_tokens_outlive_a_restart(own_github: GitHub) -> None:
    browser = own_github.start().browser()
    token = browser.token("bob-gh")
    own_github.settings["people"][1]["login"] = "robert-gh"
    own_github.start()
    told = browser.api(token, "user").json()
    assert (told["login"], told["id"]) == ("robert-gh", 12)
    assert browser.authorize("POST", {"login": "bob-gh"}).status_code == 422
    assert browser.api(browser.token("robert-gh"), "user").json()["id"] == 12
    del own_github.settings["people"][1]
    own_github.start()
    assert browser.api(token, "user").status_code == 401


def test_with_a_new_secret_no_old_token_is_good(own_github: GitHub) -> None:
    browser = own_github.start().browser()
    token = browser.token("bob-gh")
    own_github.secret = "another-client-secret"
    own_github.start()
    assert browser.api(token, "user").status_code == 401
    assert browser.exchange(browser.code("bob-gh")).json()["error"] == "incorrect_client_credentials"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"secret": ""}, "The client secret is empty."),
        ({"people": [PEOPLE[0], {**PEOPLE[1], "login": "ALICE-gh"}]}, "capital and small letters are the same"),
        ({"people": [PEOPLE[0], {**PEOPLE[1], "id": 11}]}, "needs an id of its own"),
        ({"people": [{**PEOPLE[0], "login": "a_b"}]}, "GitHub allows no login 'a_b'"),
        ({"people": [{**PEOPLE[0], "organizations": {"a/b": []}}]}, "no organization or team 'a/b'"),
        ({"redirect_uris": []}, "redirect_uris is empty"),
        ({"redirect_uri": CALLBACK}, "'redirect_uri' is not a setting"),
        ({"client_id": ""}, "client_id is empty"),
        ({"people": None}, "The settings can't be read"),
    ],
)
def test_bad_settings_are_said_and_nothing_starts(own_github: GitHub, change: dict[str, t.Any], reason: str) -> None:
    own_github.secret = change.get("secret", own_github.secret)
    own_github.settings |= {name: value for name, value in change.items() if name != "secret"}
    own_github.start(wait=False)
    assert docker("wait", own_github.name) == "78"
    assert reason in docker("logs", own_github.name)


def test_the_log_holds_no_code_and_no_secret(github: GitHub, browser: Browser) -> None:
    code = browser.code("bob-gh")
    token = browser.exchange(code).json()["access_token"]
    browser.api(token, "user")
    log = docker("logs", github.name)
    assert '"GET /api/v3/user" 200' in log
    assert [word for word in (code, token, CLIENT_SECRET, browser.verifier) if word in log] == []


def test_a_client_that_says_nothing_keeps_nobody_waiting(github: GitHub, browser: Browser) -> None:
    with socket.create_connection(("127.0.0.1", github.port)):
        assert browser.authorize().status_code == 200


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_old_tls_is_refused(github: GitHub) -> None:
    def version(newest: ssl.TLSVersion) -> str | None:
        context = ssl.create_default_context(cafile=str(github.browser().ca_file))
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, newest
        with socket.create_connection(("127.0.0.1", github.port)) as plain:
            return context.wrap_socket(plain, server_hostname="localhost").version()

    assert version(ssl.TLSVersion.TLSv1_2) == "TLSv1.2"
    with pytest.raises(ssl.SSLError, match="alert protocol version"):
        version(ssl.TLSVersion.TLSv1_1)


def test_it_ends_when_told(own_github: GitHub) -> None:
    own_github.start()
    docker("stop", own_github.name)
    assert docker("inspect", "--format={{.State.ExitCode}}", own_github.name) == "0"
