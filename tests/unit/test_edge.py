"""The reverse proxy's certificate, judged before it is used, and settings of it that are refused."""

from __future__ import annotations

import datetime
import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.edge import bundle
from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from tests.integration.certificates import Authority
from tests.unit.settings_given import judge

HOSTS = ["jupyter.map.example.org", "navigator.map.example.org"]
NOW = datetime.datetime.now(datetime.UTC)
DAY = datetime.timedelta(days=1)
AUTHORITY = Authority()
CERTIFICATE, KEY = (pem.decode() for pem in AUTHORITY.server(*HOSTS))
STRANGER = AUTHORITY.server(*HOSTS)[1].decode()


@pytest.mark.parametrize(
    "names", [HOSTS, [*HOSTS, "datajoint.map.example.org"], ["*.map.example.org"], [name.upper() for name in HOSTS]]
)
def test_a_certificate_for_both_names_is_taken_with_its_key(names: list[str]) -> None:
    certificate, key = (pem.decode() for pem in AUTHORITY.server(*names))
    chain = certificate + AUTHORITY.pem.decode()
    for given in (certificate, chain):
        assert bundle(given, key, HOSTS, NOW) == f"{given}{key}"


@pytest.mark.parametrize(
    ("certificate", "key", "now", "said"),
    [
        ("", KEY, NOW, "certificate can't be read. Give it in PEM"),
        ("no certificate", KEY, NOW, "certificate can't be read. Give it in PEM"),
        (KEY, KEY, NOW, "certificate can't be read. Give it in PEM"),
        (CERTIFICATE, "", NOW, "key can't be read. Give it in PEM and without a password"),
        (CERTIFICATE, CERTIFICATE, NOW, "key can't be read. Give it in PEM and without a password"),
        (CERTIFICATE, STRANGER, NOW, "key doesn't belong to its certificate. Bring the two"),
        (CERTIFICATE, KEY, NOW + 2 * DAY, "certificate ended on"),
        (CERTIFICATE, KEY, NOW - 30 * DAY, "certificate begins on"),
        (
            AUTHORITY.pem.decode() + CERTIFICATE,
            KEY,
            NOW,
            "aren't in order: each is followed by the one that issued",
        ),
    ],
)
def test_what_browsers_would_refuse_is_refused_before(
    certificate: str, key: str, now: datetime.datetime, said: str
) -> None:
    with pytest.raises(MapError) as error:
        bundle(certificate, key, HOSTS, now)
    assert said in str(error.value)
    assert not key or key not in str(error.value)


@pytest.mark.parametrize(
    "names",
    [
        HOSTS[:1],
        ["map.example.org"],
        ["*.example.org"],
        ["*.jupyter.map.example.org"],
        ["jupyter.map.example.org.evil.org", "navigator.map.example.org.evil.org"],
    ],
)
def test_a_certificate_for_other_names_is_refused(names: list[str]) -> None:
    certificate, key = (pem.decode() for pem in AUTHORITY.server(*names))
    with pytest.raises(MapError, match=r"certificate isn't for .*navigator\.map\.example\.org\. Get one for all of"):
        bundle(certificate, key, HOSTS, NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {
            "edge_certificates": "files",
            "edge_certificate_file": "/etc/tls/map.pem",
            "edge_key_file": "/etc/tls/map.key",
        },
        {"edge_certificates": "local", "map_domain": "map.localhost", "edge_https_port": 8443, "edge_http_port": 8080},
        {"edge_address": "127.0.0.1"},
        {"edge_address": "2001:db8::7"},
        {"edge_acme_directory": "https://acme.example.org:14000/acme/acme/directory"},
        {"edge_acme_email": "operators@example.org", "edge_acme_ca_file": "/etc/tls/ca.pem"},
        {"edge_hsts_seconds": 0},
    ],
)
def test_good_settings_are_good(changes: dict[str, t.Any]) -> None:
    assert judge(**changes) == []


FILES = {"edge_certificates": "files", "edge_certificate_file": "/etc/tls/map.pem", "edge_key_file": "/etc/tls/map.key"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"edge_certificates": "own"}, "edge_certificates must be one of acme, files, local, not own"),
        (
            {"edge_certificates": "files"},
            "edge_certificates is files, but edge_certificate_file is ''. Write the whole",
        ),
        ({**FILES, "edge_key_file": ""}, "edge_certificates is files, but edge_key_file is ''. Write the whole path"),
        ({**FILES, "edge_key_file": "map.key"}, "but edge_key_file is 'map.key'. Write the whole path"),
        (
            {**FILES, "edge_certificates": "acme"},
            "edge_key_file is set, but edge_certificates is acme, so nobody reads it.",
        ),
        ({"map_domain": "map.localhost"}, "nobody can prove that map.localhost is theirs. Take local"),
        ({"edge_address": "localhost"}, "edge_address is 'localhost', which is no IP address. Write 0.0.0.0"),
        ({"edge_address": "127.0.0.1:443"}, "edge_address is '127.0.0.1:443', which is no IP address"),
        ({"edge_acme_directory": ""}, "edge_acme_directory is '', which is no address of an ACME server"),
        ({"edge_acme_directory": "http://acme.example.org/dir"}, "no address of an ACME server. Write it as https://"),
        ({"edge_acme_directory": "https://acme.example.org/a b"}, "which is no address of an ACME server"),
        ({"edge_acme_directory": "https://acme.example.org/\n}"}, "which is no address of an ACME server"),
        ({"edge_acme_email": "operators"}, "edge_acme_email is 'operators', which is no address"),
        ({"edge_acme_email": "a@example.org {"}, "which is no address. Write it as operators@example.org"),
        ({"edge_http_port": 443}, "edge_http_port and edge_https_port are both 443. Take two ports."),
        ({"edge_https_port": 8000}, "jupyterhub_port and edge_https_port are both 8000. Take two ports."),
        ({"edge_https_port": 70000}, "edge_https_port is 70000, which is out of range"),
        ({"edge_request_mebibytes": 0}, "edge_request_mebibytes is 0, which is out of range. Take 1 to 10240."),
        ({"edge_renew_check_seconds": 0}, "edge_renew_check_seconds is 0, which is out of range"),
        ({"edge_hsts_seconds": -1}, "edge_hsts_seconds is -1, which is out of range"),
    ],
)
def test_settings_that_cannot_work_are_refused(changes: dict[str, t.Any], said: str) -> None:
    assert said in "\n".join(judge(**changes))
