"""Rules for names and addresses: the environment, the account, buckets, networks, keys."""

from __future__ import annotations

import ipaddress
import pathlib
import re
import types
import typing as t
import urllib.parse

from . import examples
from .table import Rule, apply

_ENVIRONMENT = re.compile(r"[a-z][a-z0-9]{1,15}")
_ACCOUNT = re.compile(r"[0-9]{12}")
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-[0-9]")
_DOMAIN = re.compile(r"(?=.{1,200}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z]([a-z0-9-]*[a-z0-9])?)+")
_BUCKET = re.compile(r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]")
_BUCKET_STARTS = ("xn--", "sthree-", "amzn-s3-demo-")
_BUCKET_ENDS = ("-s3alias", "--ol-s3", "--x-s3", "--table-s3")
_PUBLIC_KEY = re.compile(r"(ssh-ed25519|ssh-rsa) [A-Za-z0-9+/]{40,}={0,3}( .*)?")
_WIDEST_NETWORK = types.MappingProxyType({4: 8, 6: 24})


def problems(values: t.Mapping[str, t.Any]) -> list[str]:
    """What is wrong with these settings. values: those that have the right type, and `folder`."""
    return apply(RULES, values)


def environment(name: str, folder: str) -> t.Iterator[str]:
    if not _ENVIRONMENT.fullmatch(name):
        yield (
            f"map_environment is '{name}', which can't be part of all names. "
            "Take 2 to 16 small letters and digits, a letter first."
        )
    if name != folder:
        yield (
            f"map_environment is '{name}', but the folder of the environment is called '{folder}'. "
            "Give both the same name, so that nobody changes one environment and means another."
        )


def account(account_id: str) -> t.Iterator[str]:
    if not _ACCOUNT.fullmatch(account_id):
        yield (
            f"map_account_id is '{account_id}', but an AWS account has 12 digits. "
            'Write all of them, in quotes: "012345678901".'
        )


def region(name: str) -> t.Iterator[str]:
    if not _REGION.fullmatch(name):
        yield f"map_region is '{name}', which is no AWS region. Write it as us-east-1."


def domain(name: str) -> t.Iterator[str]:
    if not _DOMAIN.fullmatch(name):
        yield (
            f"map_domain is '{name}', which is no domain. "
            "Write a name with a dot in small letters, as map.example.org, without http:// and slashes."
        )


def endpoint(address: str) -> t.Iterator[str]:
    parts = urllib.parse.urlsplit(address)
    if address and (parts.scheme not in ("http", "https") or not parts.hostname):
        yield f"map_aws_endpoint is '{address}', which is no address. Write it as https://127.0.0.1:4566 or ."


def access_key(key_id: str, secret: str) -> t.Iterator[str]:
    if bool(key_id) != bool(secret):
        yield "Only one of map_aws_access_key_id and map_aws_secret_access_key is set. Set both or none."


def buckets(report: str, archive: str) -> t.Iterator[str]:
    for variable, name in (("map_report_bucket", report), ("map_archive_bucket", archive)):
        if not _BUCKET.fullmatch(name) or name.startswith(_BUCKET_STARTS) or name.endswith(_BUCKET_ENDS):
            yield (
                f"{variable} is '{name}', which S3 would refuse or serve without TLS. "
                "Take 3 to 63 small letters, digits and inner hyphens."
            )
    if report == archive:
        yield (
            f"map_report_bucket and map_archive_bucket are both '{report}'. "
            "Name two buckets, because different programs may write to them."
        )


def location(variable: str) -> t.Callable[[str], t.Iterator[str]]:
    def judge(folder: str) -> t.Iterator[str]:
        if not folder.strip("/") or ".." in folder.split("/"):
            yield f"{variable} is '{folder}', which is no folder in a bucket. Write it as report/v2."

    return judge


def root(folder: str, environment: str) -> t.Iterator[str]:
    """`mapctl destroy` removes it, so that nothing else may ever be in it."""
    path = pathlib.PurePosixPath(folder)
    if not path.is_absolute() or ".." in path.parts or path.name != environment:
        yield (
            f"map_root is '{folder}', which isn't plainly this environment's own folder. "
            f"Write a whole path that ends with its name, as /srv/map/{environment}."
        )


def public_key(key: str) -> t.Iterator[str]:
    if "PRIVATE KEY" in key:
        yield "map_ssh_public_key holds a private key. Make a new key, and put its public half there."
    elif key and not _PUBLIC_KEY.fullmatch(key.strip()):
        yield "map_ssh_public_key is no key that AWS takes. Write a line that begins with ssh-ed25519 or ssh-rsa."


def networks(variable: str, widest: t.Mapping[int, int] = _WIDEST_NETWORK) -> t.Callable[[list[str]], t.Iterator[str]]:
    def judge(written: list[str]) -> t.Iterator[str]:
        for text in written:
            try:
                network = ipaddress.ip_network(text, strict=False)
            except ValueError:
                yield f"'{text}' in {variable} is no network. Write it as 203.0.113.0/24 or 203.0.113.7/32."
                continue
            if network.prefixlen < widest[network.version]:
                yield f"'{text}' in {variable} lets in the whole internet. Name only the networks that need it."
            elif "/" not in text or str(network) != ipaddress.ip_interface(text).with_prefixlen:
                yield f"'{text}' in {variable} is not the name of a network. Write {network}, or /32 for one address."

    return judge


RULES: tuple[Rule, ...] = (
    (("map_environment", "folder"), environment),
    (("map_account_id",), account),
    (("map_region",), region),
    (("map_domain",), domain),
    (("map_aws_endpoint",), endpoint),
    (("map_aws_access_key_id", "map_aws_secret_access_key"), access_key),
    (("map_report_bucket", "map_archive_bucket"), buckets),
    (("map_report_location",), location("map_report_location")),
    (("map_archive_location",), location("map_archive_location")),
    (("map_root", "map_environment"), root),
    (("map_ssh_public_key",), public_key),
    (("map_admin_networks",), networks("map_admin_networks")),
    (("map_database_client_networks",), networks("map_database_client_networks")),
    (("host_web_networks",), networks("host_web_networks", {4: 0, 6: 0})),
    *examples.RULES,
)
