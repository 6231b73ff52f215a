"""Rules for JupyterHub: where it is, who gets in, and what a server may take."""

from __future__ import annotations

import re
import typing as t

from ..amounts import memory_problems
from ..people import ROLES
from .table import Rule, apply

_ADDRESS = re.compile(r"https?://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?")
_SLUG = r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98}[A-Za-z0-9_-])?"
_PLACE = re.compile(rf"{_SLUG}(?::{_SLUG})?")
_TAG = re.compile(r"(?:[0-9a-f]{12})?")
_LEAST_PIDS = 50
_SHORTEST = 16

Limits = dict[str, t.Any]


def problems(values: t.Mapping[str, t.Any]) -> list[str]:
    """What is wrong with these settings. values: those that have the right type."""
    return apply(RULES, values)


def addresses(hub: str, webgui: str, github: str, api: str) -> t.Iterator[str]:
    named = {"map_hub_url": hub, "map_webgui_url": webgui, "jupyterhub_github_url": github}
    for name, address in named.items():
        if not _ADDRESS.fullmatch(address):
            yield f"{name} is '{address}', which is no address. Write it without a path, as https://jupyter.example.org."
    if not re.fullmatch(rf"{_ADDRESS.pattern}(?:/[a-z0-9/]*[a-z0-9])?", api):
        yield f"jupyterhub_github_api is '{api}', which is no address. Write it as https://api.github.com."
    if github.startswith("http:") or api.startswith("http:"):
        yield "GitHub would be asked without TLS, and the client secret be sent in clear text. Begin both with https://."


def allowed(places: list[str]) -> t.Iterator[str]:
    for place in places:
        if not _PLACE.fullmatch(place):
            yield (
                f"'{place}' in jupyterhub_github_allow is neither an organization nor a team at GitHub. "
                "Write ORG or ORG:TEAM, as they are in the addresses of their pages."
            )


def client(identity: str) -> t.Iterator[str]:
    if not re.fullmatch(r"[A-Za-z0-9._-]+", identity):
        yield (
            f"map_github_client_id is '{identity}', which is no client ID. Copy it from the page of the OAuth "
            "application at GitHub."
        )


def limits(everybody: Limits, of_roles: dict[str, Limits], of_people: dict[str, Limits], people: t.Any) -> t.Any:
    names = {person["name"] for person in people}
    missing = [name for name in ("memory", "cpus", "pids") if everybody.get(name) is None]
    if missing:
        yield f"jupyterhub_limits has no {' and no '.join(missing)}. Give every server limits."
    yield from _amounts("jupyterhub_limits", everybody)
    yield from _named("jupyterhub_role_limits", of_roles, ROLES, "no role of map_people")
    yield from _named("jupyterhub_person_limits", of_people, names, "not in map_people")


def neighbours(containers: dict[str, t.Any]) -> t.Iterator[str]:
    for name, aliases in containers.items():
        if not isinstance(aliases, list) or not all(isinstance(alias, str) for alias in aliases):
            yield f"The names of {name} in jupyterhub_neighbours are no list. Write them as [mysql.example.org]."


def tag(text: str) -> t.Iterator[str]:
    if not _TAG.fullmatch(text):
        yield (
            f"hub_image_tag is '{text}', which is no tag of ours. Take one of `docker image ls map/notebook` on the "
            "host, 12 hex digits, or leave it empty."
        )


def long_enough(*texts: t.Any) -> t.Iterator[str]:
    for name, text in zip(_RANDOM, texts, strict=True):
        if isinstance(text, str) and re.search(r"\s", text):
            yield f"{name} has a blank, with which it can't be sent. Take one as `openssl rand -hex 16` makes."
        if isinstance(text, str) and 0 < len(text) < _SHORTEST:
            yield f"{name} has only {len(text)} characters. Take {_SHORTEST} or more, as `openssl rand -hex 16` makes."


def _named(setting: str, given: dict[str, Limits], known: t.Iterable[str], why_not: str) -> t.Iterator[str]:
    for name, limits_ in given.items():
        if name not in known:
            yield f"{setting} has '{name}', who is {why_not}. Correct or remove it."
        if not isinstance(limits_, dict) or set(limits_) - {"memory", "cpus", "pids"}:
            yield f"{setting} of '{name}' may have memory, cpus and pids. Write it as {{memory: 16g, cpus: 4}}."
        else:
            yield from _amounts(f"{setting} of '{name}'", limits_)


def _amounts(where: str, given: Limits) -> t.Iterator[str]:
    memory, cpus, pids = given.get("memory"), given.get("cpus"), given.get("pids")
    if memory is not None:
        yield from memory_problems(f"The memory in {where}", str(memory), "server")
    if cpus is not None and not (_is_number(cpus) and 0.1 <= float(cpus) <= 1000):
        yield f"The cpus in {where} are '{cpus}'. Take a number, 0.1 or more."
    if pids is not None and not (_is_number(pids) and float(pids) >= _LEAST_PIDS):
        yield f"The pids in {where} are '{pids}', with which no server starts. Take {_LEAST_PIDS} or more."


def _is_number(value: t.Any) -> bool:
    return bool(re.fullmatch(r"[0-9]+(\.[0-9]+)?", str(value)))


_RANDOM = ("jupyterhub_cookie_secret", "jupyterhub_crypt_key", "jupyterhub_proxy_token", "jupyterhub_api_token")
RULES: tuple[Rule, ...] = (
    (("map_hub_url", "map_webgui_url", "jupyterhub_github_url", "jupyterhub_github_api"), addresses),
    (("jupyterhub_github_allow",), allowed),
    (("map_github_client_id",), client),
    (("jupyterhub_limits", "jupyterhub_role_limits", "jupyterhub_person_limits", "map_people"), limits),
    (("jupyterhub_neighbours",), neighbours),
    (("hub_image_tag",), tag),
    (_RANDOM, long_enough),
)
