"""The front door: what it lets pass and what it refuses, what it adds, and what it keeps out of its log."""

from __future__ import annotations

import json
import re
import socket
import ssl
import typing as t

import pytest

from tests.here import connect, connect_tls
from tests.integration.certificates import Authority
from tests.integration.edge_load import Load
from tests.integration.edge_world import Door, openssl
from tests.integration.stand_in_host import command

TOKEN = "canary-of-the-front-door-0451"
MEBIBYTE = 1 << 20
IN_FLIGHT = re.compile(r"POST: AssertionError \(503, .*doesn.+t answer", re.DOTALL)
"""What was sent in the moment in which a stack ended can't be sent twice, unlike what is only asked."""


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Door]:
    door = Door(tmp_path_factory.mktemp("edge"), "edge", edge_request_mebibytes=1)
    try:
        door.apply()
        door.behind("jupyter")
        door.behind("navigator")
        yield door
    finally:
        door.remove()


def test_each_name_leads_to_its_stack(door: Door) -> None:
    for label in ("jupyter", "navigator"):
        answer = door.get(label, "/some/path?x=1&y=%20")
        assert answer.status_code == 200
        assert answer.json()["path"] == "/some/path?x=1&y=%20"
        assert answer.json()["headers"]["Host"] == f"{door.host(label)}:{door.https}"


def test_the_stack_hears_who_asks_and_not_what_they_claim(door: Door) -> None:
    claimed = {
        "X-Forwarded-For": "192.0.2.7",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Host": "evil.example.org",
        "X-Real-IP": "192.0.2.7",
        "X-Scheme": "http",
        "Forwarded": "for=192.0.2.7;proto=http",
    }
    heard = {name.title(): value for name, value in door.get(headers=claimed).json()["headers"].items()}
    assert heard["X-Forwarded-Proto"] == "https"
    assert heard["X-Forwarded-Host"] == f"{door.host('jupyter')}:{door.https}"
    assert heard["X-Scheme"] == "https"
    assert heard["X-Real-Ip"] == heard["X-Forwarded-For"]
    assert "Forwarded" not in heard
    assert "192.0.2.7" not in str(heard)


@pytest.mark.parametrize("label", ["jupyter", "navigator"])
def test_http_is_sent_to_https_with_the_right_port(door: Door, label: str) -> None:
    answer = door.ask("GET", f"http://{door.host(label)}:{door.http}/hub/home?x=1")
    assert (answer.status_code, answer.headers["Location"]) == (308, door.url(label, "/hub/home?x=1"))


def test_other_names_lead_nowhere(door: Door) -> None:
    plain = f"http://other.{door.domain}:{door.http}/"
    assert door.ask("GET", plain).status_code == 404
    assert "Location" not in door.ask("GET", plain).headers
    other = {"Host": f"other.{door.domain}"}
    assert door.get(headers=other).status_code == 421
    assert door.get().status_code == 200


@pytest.mark.parametrize("label", ["jupyter", "navigator"])
def test_answers_have_the_usual_headers(door: Door, label: str) -> None:
    headers = door.get(label, "/?Server=Secret/1.0&X-Powered-By=Secret").headers
    assert headers["Strict-Transport-Security"] == "max-age=63072000"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert not {"Server", "X-Powered-By", "Via", "Alt-Svc"} & set(headers)


def test_a_stack_that_is_stricter_stays_so(door: Door) -> None:
    headers = door.get(path="/?X-Frame-Options=DENY&Referrer-Policy=no-referrer&X-Content-Type-Options=nosniff").headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("words", "connects"),
    [
        (["-tls1_3"], True),
        (["-tls1_2"], True),
        (["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256"], True),
        (["-tls1_2", "-cipher", "ECDHE-ECDSA-AES256-GCM-SHA384"], True),
        (["-tls1_2", "-cipher", "ECDHE-ECDSA-CHACHA20-POLY1305"], True),
        (["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA:ECDHE-ECDSA-AES256-SHA"], False),
        (["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA256"], False),
        (["-tls1_2", "-cipher", "AES128-GCM-SHA256:AES256-SHA"], False),
        (["-tls1_2", "-curves", "P-256"], True),
        (["-tls1_2", "-curves", "P-521"], False),
        (["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"], False),
        (["-tls1", "-cipher", "ALL:@SECLEVEL=0"], False),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
@pytest.mark.parametrize("label", ["jupyter", "navigator"])
def test_tls_is_of_the_intermediate_level(door: Door, label: str, words: list[str], connects: bool) -> None:
    place = ("-connect", f"127.0.0.1:{door.https}", "-servername", door.host(label))
    said = openssl("s_client", *place, "-CAfile", str(door.ca_file), "-verify_return_error", *words)
    assert ("Verification: OK" in said and "Cipher is (NONE)" not in said) == connects, said


def test_a_handshake_that_proves_nothing_is_refused(door: Door) -> None:
    """By the client or by the door; each beside the same that is taken."""
    good = ssl.create_default_context(cafile=str(door.ca_file))
    door.handshake(door.host("jupyter"), good).close()
    for name in (f"other.{door.domain}", door.domain, "localhost"):
        with pytest.raises(ssl.SSLError):
            door.handshake(name, good)
    stranger = ssl.create_default_context(cadata=Authority().pem.decode())
    with pytest.raises(ssl.SSLCertVerificationError):
        door.handshake(door.host("jupyter"), stranger)
    with connect(door.https) as plain:
        plain.sendall(f"GET / HTTP/1.1\r\nHost: {door.host('jupyter')}\r\n\r\n".encode())
        assert plain.makefile("rb").readline().startswith(b"HTTP/1.0 400")


def test_websockets_pass_both_ways(door: Door) -> None:
    for label in ("jupyter", "navigator"):
        opened = door.websocket(label, "/api/kernels/1/channels")
        for text in ("one", "two"):
            opened.send(text)
            assert opened.recv() == text
        opened.close()


def send(door: Door, label: str, length: int, **options: t.Any) -> int:
    """What is answered to a request with so many bytes."""
    data = options.pop("data", b"x" * length)
    return door.ask("PUT", door.url(label, "/notebook"), data=data, **options).status_code


def test_a_request_may_be_as_large_as_is_set_and_no_larger(door: Door) -> None:
    assert send(door, "jupyter", MEBIBYTE) == 200
    assert refuses(door, "jupyter", MEBIBYTE + 1)
    assert send(door, "navigator", 10 * MEBIBYTE) == 200
    assert refuses(door, "navigator", 10 * MEBIBYTE + 1)


def test_that_holds_for_requests_that_dont_say_how_large_they_are(door: Door) -> None:
    assert send(door, "jupyter", 0, data=iter([b"x" * MEBIBYTE])) == 200
    assert refuses(door, "jupyter", 0, chunks=[b"x" * MEBIBYTE, b"x" * MEBIBYTE])


def refuses(door: Door, label: str, length: int, chunks: t.Sequence[bytes] = ()) -> bool:
    """Whether the answer is 413. It may come before all has been sent."""
    size = "Transfer-Encoding: chunked" if chunks else f"Content-Length: {length}"
    head = f"PUT /notebook HTTP/1.1\r\nHost: {door.host(label)}:{door.https}\r\n{size}\r\n\r\n"
    with connect_tls(door.host(label), door.https, door.ca_file) as connection:
        connection.sendall(head.encode())
        try:
            for chunk in chunks:
                connection.sendall(b"%x\r\n%s\r\n" % (len(chunk), chunk))
            connection.sendall(b"0\r\n\r\n" if chunks else b"x" * length)
        except OSError:
            pass
        return connection.recv(12) == b"HTTP/1.1 413"


def test_the_log_tells_who_asked_for_what_and_no_token(door: Door) -> None:
    carried = {
        "Authorization": f"token {TOKEN}",
        "Cookie": f"session={TOKEN}",
        "Referer": f"https://x.example.org/?token={TOKEN}",
        "X-XSRFToken": TOKEN,
        "Origin": f"https://{TOKEN}",
    }
    paths = (f"/hub/oauth_callback?code={TOKEN}&state={TOKEN}", f"/user/alice/lab?token={TOKEN}", f"/?{TOKEN}?{TOKEN}")
    for path in paths:
        for label in ("jupyter", "navigator"):
            assert door.get(label, f"{path}&Set-Cookie=token={TOKEN}", headers=carried).status_code == 200
    door.ask("GET", f"http://{door.host('jupyter')}:{door.http}/plain?token={TOKEN}", headers=carried)
    door.get(path=f"/elsewhere?token={TOKEN}", headers={**carried, "Host": "other.example.org"})
    door.websocket(path=f"/socket?token={TOKEN}").close()
    refuses(door, "jupyter", MEBIBYTE + 1)
    log = door.wait_log("/socket")
    assert TOKEN not in log
    found = {(line["request"]["method"], line["request"]["uri"], line["status"]) for line in access(log)}
    assert {
        ("GET", "/hub/oauth_callback", 200),
        ("GET", "/user/alice/lab", 200),
        ("GET", "/plain", 308),
        ("GET", "/elsewhere", 421),
        ("GET", "/socket", 0),
        ("PUT", "/notebook", 413),
    } <= found


def access(log: str) -> t.Iterator[dict[str, t.Any]]:
    """The lines of requests; every line is JSON."""
    for line in log.splitlines():
        said = json.loads(line)
        if "request" in said:
            yield said


def test_a_stack_that_is_made_anew_costs_no_request(door: Door) -> None:
    """Its container has another address afterwards."""
    with Load(door) as load:
        load.more(20)
        name = f"map-{door.name}-jupyterhub-proxy-1"
        command("docker", "stop", name)
        command("docker", "rm", name)
        load.more(0)
        holder = f"map-{door.name}-holder"
        door.run(holder, "/etc/hostname:/x:ro", "sleep", "600")  # takes the address
        door.behind("jupyter")
        load.more(20)
    assert [failure for failure in load.failures if not IN_FLIGHT.match(failure)] == []
    assert len(load.failures) <= 2, "those who send are two"


def test_a_stack_that_is_away_is_named_on_a_page_that_tries_again(door: Door) -> None:
    name = f"map-{door.name}-webgui-map-navigator-1"
    command("docker", "stop", name)
    away = door.get("navigator", f"/?token={TOKEN}")
    assert (away.status_code, away.headers["Retry-After"]) == (503, "10")
    assert "The navigator doesn't answer" in away.text.replace("&#39;", "'")
    assert 'http-equiv="refresh"' in away.text
    assert away.headers["Strict-Transport-Security"]
    assert "Server" not in away.headers
    assert door.get().status_code == 200
    command("docker", "start", name)
    assert door.get("navigator").status_code == 200
    assert TOKEN not in door.log()


def test_containers_reach_it_by_the_same_names_and_port(door: Door) -> None:
    code = (
        f"import socket; print(socket.create_connection(('{door.host('jupyter')}', {door.https}), 5).getpeername()[1])"
    )
    place = f"map-{door.name}-jupyterhub-proxy-1"
    assert command("docker", "exec", place, "python3", "-c", code) == str(door.https)


def test_it_can_do_little_on_the_host(door: Door) -> None:
    settings = door.container.attrs["HostConfig"]
    assert settings["ReadonlyRootfs"]
    assert settings["CapDrop"] == ["ALL"]
    assert not settings["CapAdd"]
    assert door.container.attrs["Config"]["User"] == "999:999"
    inside = door.container.attrs["NetworkSettings"]["Networks"][door.network]["IPAddress"]
    socket.create_connection((inside, door.https), 3).close()
    for port in (2019, 61180):  # Caddy's own administration, and what it answers to itself
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((inside, port), 3)
