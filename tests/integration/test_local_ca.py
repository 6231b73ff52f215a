"""local_ca on a real folder, judged by OpenSSL: what it issues is what strict clients take."""

from __future__ import annotations

import datetime
import os
import socket
import ssl
import stat
import subprocess
import threading
import typing as t
from pathlib import Path

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.clients import local_ca as local_ca_client
from ansible_collections.mesoscale.map.plugins.module_utils.clients import x509
from ansible_collections.mesoscale.map.plugins.module_utils.plan import UNKNOWN, MapError
from ansible_collections.mesoscale.map.plugins.module_utils.plans.local_ca import Certificate
from ansible_collections.mesoscale.map.plugins.module_utils.specs import local_ca

WEB = {"name": "web", "dns": ["web.example", "*.web.example"], "addresses": ["127.0.0.1", "::1"]}
ANY = {"owner": None, "group": None, "mode": "0400", "dns": [], "addresses": []}


def run(folder: Path, *certificates: dict[str, t.Any], check: bool = False) -> dict[str, t.Any]:
    params = {
        "directory": str(folder),
        "name": "MAP test",
        "certificates": [{**ANY, **certificate} for certificate in certificates],
    }
    return local_ca.run(params, check)


def contents(folder: Path) -> dict[str, tuple[bytes, int, int]]:
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mode, path.stat().st_uid)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def talk(ca: Path, folder: Path, server_name: str) -> str:
    """A TLS server with the certificate in the folder, and a strict client; the protocol they agree on."""
    server_context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    strict = ssl.create_default_context(cafile=ca)
    strict.verify_flags |= ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN
    ours, theirs = socket.socketpair()

    def serve() -> None:
        try:
            server_context.wrap_socket(theirs, server_side=True).close()
        except (ssl.SSLError, OSError):
            theirs.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        with strict.wrap_socket(ours, server_hostname=server_name) as connection:
            return str(connection.version())
    finally:
        ours.close()
        thread.join()


def test_the_law(tmp_path: Path) -> None:
    folder = tmp_path / "ca"
    checked = run(folder, WEB, check=True)
    assert not folder.exists()
    applied = run(folder, WEB)
    again = run(folder, WEB, check=True)
    assert checked["plan"] == applied["plan"] != []
    assert again["plan"] == []
    assert checked["certificates"]["web"]["fingerprint"] == UNKNOWN
    assert applied["certificates"] == again["certificates"]
    assert "PRIVATE" not in str(applied)


@pytest.mark.parametrize("name", ["web.example", "a.web.example", "127.0.0.1", "::1"])
def test_strict_client_takes_it(tmp_path: Path, name: str) -> None:
    run(tmp_path, WEB)
    assert talk(tmp_path / "ca.pem", tmp_path / "web", name) == "TLSv1.3"


def test_strict_client_refuses_others(tmp_path: Path) -> None:
    run(tmp_path / "one", WEB)
    run(tmp_path / "two", WEB)
    with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
        talk(tmp_path / "one/ca.pem", tmp_path / "one/web", "other.example")
    with pytest.raises(ssl.SSLCertVerificationError):
        talk(tmp_path / "two/ca.pem", tmp_path / "one/web", "web.example")


def test_openssl_takes_it(tmp_path: Path) -> None:
    run(tmp_path, WEB)
    command = ["openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", "ca.pem", "web/certificate.pem"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "web/certificate.pem: OK", done.stderr
    text = subprocess.run(
        ["openssl", "x509", "-in", "web/certificate.pem", "-noout", "-text"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for part in ("CA:FALSE", "TLS Web Server Authentication", "Digital Signature", "Subject Key Identifier"):
        assert part in text


def test_access_to_files(tmp_path: Path) -> None:
    owned = {**WEB, "owner": 12345} if os.geteuid() == 0 else WEB
    run(tmp_path, owned)
    modes = {name: stat.S_IMODE(mode) for name, (_, mode, _) in contents(tmp_path).items()}
    assert modes == {"ca.key": 0o400, "ca.pem": 0o444, "web/certificate.pem": 0o444, "web/key.pem": 0o400}
    if os.geteuid() == 0:
        assert contents(tmp_path)["web/key.pem"][2] == 12345
    (tmp_path / "web/key.pem").chmod(0o644)
    assert [change["target"] for change in run(tmp_path, owned)["plan"]] == ["certificate web: access to its key"]
    assert stat.S_IMODE((tmp_path / "web/key.pem").stat().st_mode) == 0o400


def test_renewal_keeps_key_and_ca(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(tmp_path, WEB)
    before = contents(tmp_path)
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=380)
    monkeypatch.setattr(x509, "now", lambda: later)
    checked, applied = run(tmp_path, WEB, check=True), run(tmp_path, WEB)
    after = contents(tmp_path)
    assert checked["plan"] == applied["plan"]
    assert [change["after"]["because"] for change in applied["plan"]] == ["it ends within 30 days"]
    assert {name for name in before if before[name] != after[name]} == {"web/certificate.pem"}


def test_ten_runs_change_no_byte(tmp_path: Path) -> None:
    run(tmp_path, WEB)
    before = contents(tmp_path)
    for _ in range(10):
        assert not run(tmp_path, WEB)["changed"]
    assert contents(tmp_path) == before


def test_lost_ca_key_is_not_replaced(tmp_path: Path) -> None:
    run(tmp_path, WEB)
    (tmp_path / "ca.key").unlink()
    assert not run(tmp_path, WEB)["changed"]
    before = contents(tmp_path)
    with pytest.raises(MapError, match=r"is gone, and a certificate must be issued \(more\)"):
        run(tmp_path, WEB, {"name": "more", "dns": ["more.example"]})
    assert contents(tmp_path) == before


@pytest.mark.parametrize("moment", range(8))
def test_interrupted_anywhere_the_next_run_converges(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    """Struck before and after each of the four files takes its place."""
    strikes = iter(range(8))
    rename = os.rename

    def struck(one: str, other: str) -> None:
        if next(strikes) == moment:
            raise KeyboardInterrupt
        rename(one, other)
        if next(strikes) == moment:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", struck)
        with pytest.raises(KeyboardInterrupt):
            run(tmp_path, WEB)
    key = tmp_path / "ca.key"
    survivor = key.read_bytes() if key.exists() else None
    run(tmp_path, WEB)
    assert survivor in (None, key.read_bytes())
    assert run(tmp_path, WEB, check=True)["plan"] == []
    assert set(contents(tmp_path)) == {"ca.key", "ca.pem", "web/certificate.pem", "web/key.pem"}
    assert talk(tmp_path / "ca.pem", tmp_path / "web", "web.example") == "TLSv1.3"


def test_world_errors_are_messages(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(MapError, match="can't be used"):
        run(tmp_path / "file/ca", WEB)
    (tmp_path / "ca.pem").write_text("garbage")
    with pytest.raises(MapError, match=r"ca\.pem can't be read"):
        run(tmp_path, WEB)


def test_without_its_package_a_folder_that_is_not_there_can_still_be_planned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a new host in check mode, where the packages are only planned."""
    monkeypatch.setattr(x509, "THERE", False)
    client = local_ca_client.LocalCa(str(tmp_path / "ca"))
    assert client.read(["web"]).certificates == {"web": Certificate()}
    (tmp_path / "ca").mkdir()
    with pytest.raises(MapError, match="The Python package 'cryptography' isn't there"):
        client.read(["web"])
