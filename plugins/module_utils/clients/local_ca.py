"""Reads and writes the folder of a certificate authority: ca.pem, ca.key, NAME/certificate.pem, NAME/key.pem."""

from __future__ import annotations

import contextlib
import os
import pathlib
import stat
import typing as t

from ..plan import MapError, missing_package
from ..plans.local_ca import Actual, Authority, Certificate, WantedCertificate
from . import config_files, x509

try:
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import NameOID
except ImportError:  # x509 knows it, and _need_package says so
    pass


class LocalCa:
    """A CA in a folder. Its methods are the calls of plans/local_ca.py.

    Each file is written whole or not at all. A key is made once and stays when its certificate is renewed, so that at
    any moment the two belong together.
    """

    def __init__(self, directory: str) -> None:
        self._folder = pathlib.Path(directory)
        self._ca = self._folder / "ca.pem"
        self._ca_key = self._folder / "ca.key"

    def files(self, name: str) -> dict[str, str]:
        """The paths of a server's certificate and key."""
        return {
            "certificate": str(self._folder / name / "certificate.pem"),
            "key": str(self._folder / name / "key.pem"),
        }

    def read(self, names: t.Iterable[str]) -> Actual:
        """What is in the folder. Where there is none, no package is needed: in check mode it may be only planned."""
        now = x509.now()
        if not self._folder.exists():
            return Actual(now, certificates=dict.fromkeys(names, Certificate()))
        _need_package()
        authority = x509.certificate_from_pem(_content(self._ca))
        certificates = {name: self._read_certificate(name, authority) for name in names}
        return Actual(now, self._read_authority(authority), certificates)

    def create_authority(self, name: str, days: int) -> None:
        """Make the CA. A key without a certificate is what an interrupted run left: it is taken."""
        _need_package()
        key = x509.key_from_pem(_content(self._ca_key))
        if key is None:
            key = x509.new_key()
            _write(self._ca_key, x509.key_to_pem(key), "0400")
        _write(self._ca, x509.to_pem(x509.self_signed(key, name, days)), "0444")

    def protect_authority_key(self) -> None:
        _protect(self._ca_key, "", "0400")

    def issue(self, certificate: WantedCertificate, days: int) -> None:
        """Make or renew a server's certificate."""
        authority = x509.certificate_from_pem(_content(self._ca))
        authority_key = x509.key_from_pem(_content(self._ca_key))
        if authority is None or authority_key is None:
            raise MapError(f"The CA in {self._folder} can't be read. Run it again; something else changes the folder.")
        paths = self.files(certificate.name)
        key_path = pathlib.Path(paths["key"])
        key = x509.key_from_pem(_content(key_path))
        if key is None:
            key = x509.new_key()
            _write(key_path, x509.key_to_pem(key), certificate.mode, certificate.owner)
        _protect(key_path, certificate.owner, certificate.mode)
        new = x509.issue(
            authority, authority_key, key.public_key(), dns=certificate.dns, addresses=certificate.addresses, days=days
        )
        _write(pathlib.Path(paths["certificate"]), x509.to_pem(new), "0444")

    def protect_key(self, certificate: WantedCertificate) -> None:
        _protect(pathlib.Path(self.files(certificate.name)["key"]), certificate.owner, certificate.mode)

    def _read_authority(self, authority: t.Any) -> Authority:
        __, mode = _access(self._ca_key)
        content = _content(self._ca_key)
        key = x509.key_from_pem(content)
        if content is not None and key is None:
            raise MapError(f"The CA's key {self._ca_key} can't be read as a key. Bring it back from a backup.")
        if authority is None:
            if _content(self._ca) is not None:
                raise MapError(f"The CA's certificate {self._ca} can't be read. Bring it back from a backup.")
            return Authority(key=key is not None, key_mode=mode)
        names = authority.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        return Authority(
            name=str(names[0].value) if names else "",
            ends=authority.not_valid_after_utc,
            key=key is not None,
            key_fits=key is None or x509.belong(key, authority),
            key_mode=mode,
        )

    def _read_certificate(self, name: str, authority: t.Any) -> Certificate:
        paths = self.files(name)
        certificate = x509.certificate_from_pem(_content(pathlib.Path(paths["certificate"])))
        if certificate is None:
            return Certificate()
        key_path = pathlib.Path(paths["key"])
        owner, mode = _access(key_path)
        dns, addresses = x509.names_of(certificate)
        return Certificate(
            dns=dns,
            addresses=addresses,
            ends=certificate.not_valid_after_utc,
            ours=authority is not None and x509.issued_by(certificate, authority),
            key_fits=x509.belong(x509.key_from_pem(_content(key_path)), certificate),
            key_owner=owner,
            key_mode=mode,
            fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        )


def _need_package() -> None:
    if not x509.THERE:
        raise missing_package("cryptography", "the machine that runs the task")


def _content(path: pathlib.Path) -> bytes | None:
    """The file's bytes, None where there is none."""
    with _explained(path), contextlib.suppress(FileNotFoundError, NotADirectoryError):
        return path.read_bytes()
    return None


def _access(path: pathlib.Path) -> tuple[str, str]:
    """("uid:gid", four octal digits), empty where there is no file."""
    with _explained(path), contextlib.suppress(FileNotFoundError, NotADirectoryError):
        found = path.stat()
        return f"{found.st_uid}:{found.st_gid}", f"{stat.S_IMODE(found.st_mode):04o}"
    return "", ""


def _write(path: pathlib.Path, content: bytes, mode: str, owner: str = "") -> None:
    """Put the file there as a whole: nobody sees half of it, nor a key before its mode and owner."""
    with _explained(path):
        config_files.replace(str(path), content, mode, owner)


def _protect(path: pathlib.Path, owner: str, mode: str) -> None:
    with _explained(path):
        if owner:
            user, __, group = owner.partition(":")
            os.chown(path, int(user), int(group))
        path.chmod(int(mode, 8))


@contextlib.contextmanager
def _explained(path: pathlib.Path) -> t.Iterator[None]:
    try:
        yield
    except OSError as error:
        raise MapError(f"{path} can't be used: {error.strerror}. Give this user the right to it, and room.") from error
