"""The reverse proxy: what it lets pass and what it refuses, what it adds, and what it keeps out of its log."""

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
from tests.integration.edge_world import Edge, openssl
from tests.integration.stand_in_host import command

TOKEN = "canary-of-the-front-edge-0451"
MEBIBYTE = 1 << 20
IN_FLIGHT = re.compile(r"POST: AssertionError \(503, .*doesn.+t answer", re.DOTALL)
"""What was sent in the moment in which a stack ended can't be sent twice, unlike what is only asked."""


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Edge]:
    edge = Edge(tmp_path_factory.mktemp("edge"), "edge", edge_request_mebibytes=1)
    try:
        edge.apply()
        edge.behind("jupyter")
        edge.behind("navigator")
        yield edge
    finally:
        edge.remove()


def test_each_name_leads_to_its_stack(edge: Edge) -> None:
    for label in ("jupyter", "navigator"):
        answer = edge.get(label, "/some/path?x=1&y=%20")
        assert answer.status_code == 200
        assert answer.json()["path"] == "/some/path?x=1&y=%20"
        assert answer.json()["headers"]["Host"] == f"{edge.host(label)}:{edge.https}"


def test_the_stack_hears_who_asks_and_not_what_they_claim(edge: Edge) -> None:
    claimed = {
        "X-Forwarded-For": "192.0.2.7",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Host": "evil.example.org",
        "X-Real-IP": "192.0.2.7",
        "X-Scheme": "http",
        "Forwarded": "for=192.0.2.7;proto=http",
    }
    heard = {name.title(): value for name, value in edge.get(headers=claimed).json()["headers"].items()}
    assert heard["X-Forwarded-Proto"] == "https"
    assert heard["X-Forwarded-Host"] == f"{edge.host('jupyter')}:{edge.https}"
    assert heard["X-Scheme"] == "https"
    assert heard["X-Real-Ip"] == heard["X-Forwarded-For"]
    assert "Forwarded" not in heard
    assert "192.0.2.7" not in str(heard)


@pytest.mark.parametrize("label", ["jupyter", "navigator"])
def test_http_is_sent_to_https_with_the_right_port(edge: Edge, label: str) -> None:
    answer = edge.ask("GET", f"http://{edge.host(label)}:{edge.http}/hub/home?x=1")
    assert (answer.status_code, answer.headers["Location"]) == (308, edge.url(label, "/hub/home?x=1"))


def test_other_names_lead_nowhere(edge: Edge) -> None:
    plain = f"http://other.{edge.domain}:{edge.http}/"
    assert edge.ask("GET", plain).status_code == 404
    assert "Location" not in edge.ask("GET", plain).headers
    other = {"Host": f"other.{edge.domain}"}
    assert edge.get(headers=other).status_code == 421
    assert edge.get().status_code == 200


@pytest.mark.parametrize("label", ["jupyter", "navigator"])
def test_answers_have_the_usual_headers(edge: Edge, label: str) -> None:
    headers = edge.get(label, "/?Server=Secret/1.0&X-Powered-By=Secret").headers
    assert headers["Strict-Transport-Security"] == "max-age=63072000"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert not {"Server", "X-Powered-By", "Via", "Alt-Svc"} & set(headers)


def test_a_stack_that_is_stricter_stays_so(edge: Edge) -> None:
    headers = edge.get(path="/?X-Frame-Options=DENY&Referrer-Policy=no-referrer&X-Content-Type-Options=nosniff").headers
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
def test_tls_is_of_the_intermediate_level(edge: Edge, label: str, words: list[str], connects: bool) -> None:
    place = ("-connect", f"127.0.0.1:{edge.https}", "-servername", edge.host(label))
    said = openssl("s_client", *place, "-CAfile", str(edge.ca_file), "-verify_return_error", *words)
    assert ("Verification: OK" in said and "Cipher is (NONE)" not in said) == connects, said


def test_a_handshake_that_proves_nothing_is_refused(edge: Edge) -> None:
    """By the client or by the edge; each beside the same that is taken."""
    good = ssl.create_default_context(cafile=str(edge.ca_file))
    edge.handshake(edge.host("jupyter"), good).close()
    for name in (f"other.{edge.domain}", edge.domain, "localhost"):
        with pytest.raises(ssl.SSLError):
            edge.handshake(name, good)
    stranger = ssl.create_default_context(cadata=Authority().pem.decode())
    with pytest.raises(ssl.SSLCertVerificationError):
        edge.handshake(edge.host("jupyter"), stranger)
    with connect(edge.https) as plain:
        plain.sendall(f"GET / HTTP/1.1\r\nHost: {edge.host('jupyter')}\r\n\r\n".encode())
        assert plain.makefile("rb").readline().startswith(b"HTTP/1.0 400")


def test_websockets_pass_both_ways(edge: Edge) -> None:
    for label in ("jupyter", "navigator"):
        opened = edge.websocket(label, "/api/kernels/1/channels")
        for text in ("one", "two"):
            opened.send(text)
            assert opened.recv() == text
        opened.close()


def send(edge: Edge, label: str, length: int, **options: t.Any) -> int:
    """What is answered to a request with so many bytes."""
    data = options.pop("data", b"x" * length)
    return edge.ask("PUT", edge.url(label, "/notebook"), data=data, **options).status_code


def test_a_request_may_be_as_large_as_is_set_and_no_larger(edge: Edge) -> None:
    assert send(edge, "jupyter", MEBIBYTE) == 200
    assert refuses(edge, "jupyter", MEBIBYTE + 1)
    assert send(edge, "navigator", 10 * MEBIBYTE) == 200
    assert refuses(edge, "navigator", 10 * MEBIBYTE + 1)


def test_that_holds_for_requests_that_dont_say_how_large_they_are(edge: Edge) -> None:
    assert send(edge, "jupyter", 0, data=iter([b"x" * MEBIBYTE])) == 200
    assert refuses(edge, "jupyter", 0, chunks=[b"x" * MEBIBYTE, b"x" * MEBIBYTE])


def refuses(edge: Edge, label: str, length: int, chunks: t.Sequence[bytes] = ()) -> bool:
    """Whether the answer is 413. It may come before all has been sent."""
    size = "Transfer-Encoding: chunked" if chunks else f"Content-Length: {length}"
    head = f"PUT /notebook HTTP/1.1\r\nHost: {edge.host(label)}:{edge.https}\r\n{size}\r\n\r\n"
    with connect_tls(edge.host(label), edge.https, edge.ca_file) as connection:
        connection.sendall(head.encode())
        try:
            for chunk in chunks:
                connection.sendall(b"%x\r\n%s\r\n" % (len(chunk), chunk))
            connection.sendall(b"0\r\n\r\n" if chunks else b"x" * length)
        except OSError:
            pass
        return connection.recv(12) == b"HTTP/1.1 413"


def test_the_log_tells_who_asked_for_what_and_no_token(edge: Edge) -> None:
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
            assert edge.get(label, f"{path}&Set-Cookie=token={TOKEN}", headers=carried).status_code == 200
    edge.ask("GET", f"http://{edge.host('jupyter')}:{edge.http}/plain?token={TOKEN}", headers=carried)
    edge.get(path=f"/elsewhere?token={TOKEN}", headers={**carried, "Host": "other.example.org"})
    edge.websocket(path=f"/socket?token={TOKEN}").close()
    refuses(edge, "jupyter", MEBIBYTE + 1)
    log = edge.wait_log("/socket")
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


def test_a_stack_that_is_made_anew_costs_no_request(edge: Edge) -> None:
    """Its container has another address afterwards."""
    with Load(edge) as load:
        load.more(20)
        name = f"map-{edge.name}-jupyterhub-proxy-1"
        command("docker", "stop", name)
        command("docker", "rm", name)
        load.more(0)
        holder = f"map-{edge.name}-holder"
        edge.run(holder, "/etc/hostname:/x:ro", "sleep", "600")  # takes the address
        edge.behind("jupyter")
        load.more(20)
    assert [failure for failure in load.failures if not IN_FLIGHT.match(failure)] == []
    assert len(load.failures) <= 2, "those who send are two"


def test_a_stack_that_is_away_is_named_on_a_page_that_tries_again(edge: Edge) -> None:
    name = f"map-{edge.name}-webgui-map-navigator-1"
    command("docker", "stop", name)
    away = edge.get("navigator", f"/?token={TOKEN}")
    assert (away.status_code, away.headers["Retry-After"]) == (503, "10")
    assert "The navigator doesn't answer" in away.text.replace("&#39;", "'")
    assert 'http-equiv="refresh"' in away.text
    assert away.headers["Strict-Transport-Security"]
    assert "Server" not in away.headers
    assert edge.get().status_code == 200
    command("docker", "start", name)
    assert edge.get("navigator").status_code == 200
    assert TOKEN not in edge.log()


def test_containers_reach_it_by_the_same_names_and_port(edge: Edge) -> None:
    code = (
        f"import socket; print(socket.create_connection(('{edge.host('jupyter')}', {edge.https}), 5).getpeername()[1])"
    )
    place = f"map-{edge.name}-jupyterhub-proxy-1"
    assert command("docker", "exec", place, "python3", "-c", code) == str(edge.https)


def test_it_can_do_little_on_the_host(edge: Edge) -> None:
    settings = edge.container.attrs["HostConfig"]
    assert settings["ReadonlyRootfs"]
    assert settings["CapDrop"] == ["ALL"]
    assert not settings["CapAdd"]
    assert edge.container.attrs["Config"]["User"] == "999:999"
    inside = edge.container.attrs["NetworkSettings"]["Networks"][edge.network]["IPAddress"]
    socket.create_connection((inside, edge.https), 3).close()
    for port in (2019, 61180):  # Caddy's own administration, and what it answers to itself
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((inside, port), 3)
