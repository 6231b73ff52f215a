"""Rules for the reverse proxy: where it listens, and where its certificates come from."""

from __future__ import annotations

import ipaddress
import re
import typing as t

from .table import Rule, apply

_DIRECTORY = re.compile(r"https://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~/-]*)?")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]+")
_FILES = ("edge_certificate_file", "edge_key_file")


def problems(values: t.Mapping[str, t.Any]) -> list[str]:
    """What is wrong with these settings. values: those that have the right type."""
    return apply(RULES, values)


def address(written: str) -> t.Iterator[str]:
    try:
        ipaddress.ip_address(written)
    except ValueError:
        yield f"edge_address is '{written}', which is no IP address. Write 0.0.0.0 for all, or one that the host has."


def files(source: str, *paths: str) -> t.Iterator[str]:
    for name, path in zip(_FILES, paths, strict=True):
        if source == "files" and not path.startswith("/"):
            yield f"edge_certificates is files, but {name} is '{path}'. Write the whole path of the file on the host."
        elif source != "files" and path:
            yield f"{name} is set, but edge_certificates is {source}, so nobody reads it. Take files, or remove it."


def provable(source: str, domain: str) -> t.Iterator[str]:
    if source == "acme" and domain.endswith(".localhost"):
        yield (
            f"edge_certificates is acme, but nobody can prove that {domain} is theirs. "
            "Take local, which makes them on this machine."
        )


def directory(written: str) -> t.Iterator[str]:
    if not _DIRECTORY.fullmatch(written):
        yield (
            f"edge_acme_directory is '{written}', which is no address of an ACME server. "
            "Write it as https://acme.example.org/directory."
        )


def email(written: str) -> t.Iterator[str]:
    if written and not _EMAIL.fullmatch(written):
        yield f"edge_acme_email is '{written}', which is no address. Write it as operators@example.org, or nothing."


RULES: tuple[Rule, ...] = (
    (("edge_address",), address),
    (("edge_certificates", *_FILES), files),
    (("edge_certificates", "map_domain"), provable),
    (("edge_acme_directory",), directory),
    (("edge_acme_email",), email),
)
