"""Rules for what the examples in inventories/ say: at AWS itself none of it may be left.

It belongs to nobody, or to strangers: who has the login of an example's administrator would administer JupyterHub.
"""

from __future__ import annotations

import ipaddress
import typing as t

from .table import Rule

DOMAINS = ("example.org", "example.com", "example.net")
NETWORKS = tuple(
    ipaddress.ip_network(text) for text in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
)
"""Nobody has these domains and networks: RFC 2606, 5737 and 3849 keep them for examples."""
PUBLIC_KEY = "2f2dvgclARNddt"
"""Its end."""
CLIENT_ID = "Ov23liExample"
LOGINS = frozenset({"alice-gh", "bob-gh", "carol-gh", "dave-gh"})


def domains(domain: str, email: str) -> t.Iterator[str]:
    for name, value, advice in (
        ("map_domain", domain, "Write a domain of yours."),
        ("edge_acme_email", email, "Write an address of yours, or nothing."),
    ):
        if f".{value.replace('@', '.')}".endswith(tuple(f".{one}" for one in DOMAINS)):
            yield f"{name} is still the example's, '{value}'. {advice}"


def networks(variable: str) -> t.Callable[[list[str]], t.Iterator[str]]:
    def judge(written: list[str]) -> t.Iterator[str]:
        for text in written:
            if _is_of_examples(text):
                yield f"'{text}' in {variable} is still the example's, and nobody's. Write your own network."

    return judge


def _is_of_examples(text: str) -> bool:
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return any(network.version == one.version and network.subnet_of(one) for one in NETWORKS)  # type: ignore[arg-type]


def public_key(key: str) -> t.Iterator[str]:
    if PUBLIC_KEY in key:
        yield "map_ssh_public_key is still the example's, and nobody has its private half. Put your own key there."


def client_id(written: str) -> t.Iterator[str]:
    if written.startswith(CLIENT_ID):
        yield "map_github_client_id is still the example's. Write that of your OAuth application, from GitHub."


def logins(people: list[dict[str, t.Any]]) -> t.Iterator[str]:
    for person in people:
        if (person["github"] or "").lower() in LOGINS:
            yield (
                f"The GitHub login '{person['github']}' of '{person['name']}' is still the example's, and may be a "
                "stranger's. Write the person's own, or take the person out."
            )


def _at_aws(judge: t.Callable[..., t.Iterable[str]]) -> t.Callable[..., t.Iterable[str]]:
    """The rule for environments whose cloud is AWS itself: those with an endpoint of their own have stand-ins."""
    return lambda endpoint, *values: () if endpoint else judge(*values)


_JUDGED: tuple[Rule, ...] = (
    (("map_domain", "edge_acme_email"), domains),
    (("map_admin_networks",), networks("map_admin_networks")),
    (("map_database_client_networks",), networks("map_database_client_networks")),
    (("map_ssh_public_key",), public_key),
    (("map_github_client_id",), client_id),
    (("map_people",), logins),
)
RULES: tuple[Rule, ...] = tuple((("map_aws_endpoint", *names), _at_aws(judge)) for names, judge in _JUDGED)
