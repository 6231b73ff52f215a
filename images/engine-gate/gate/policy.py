"""Which requests pass. Pure: a request comes in, the reason to refuse it comes out. What isn't named is refused."""

from __future__ import annotations

import dataclasses
import json
import re
import typing as t

from . import belongings, container
from .mounts import volumes_used
from .settings import Settings

Query = t.Mapping[str, str]
_NAME = r"(?P<name>[A-Za-z0-9][A-Za-z0-9_.-]*)"
_FALSE = ("0", "False", "false")
_TRUTH = ("1", "True", "true", *_FALSE)


@dataclasses.dataclass(frozen=True)
class Thing:
    """Something that must be there and a person's: kind as in the engine's paths, name or id."""

    kind: str
    name: str


@dataclasses.dataclass(frozen=True)
class Rules:
    """What there is to judge by. images: that people may have."""

    settings: Settings
    images: frozenset[str]


class Route(t.NamedTuple):
    """A kind of request: its query's names, how its body is judged, and which part of its path must be a person's."""

    method: str
    path: str
    query: frozenset[str] = frozenset()
    judge: t.Callable[[t.Any, t.Any, Query, Rules], str | None] = lambda _match, _body, _query, _rules: None
    things: t.Callable[[t.Any, t.Any, Rules], list[Thing]] = lambda _match, _body, _rules: []

    @property
    def has_body(self) -> bool:
        """A request to start once took a body that could change anything; old versions of the interface still do."""
        return self.path.endswith(("/create", "/connect", "/disconnect"))


def decide(method: str, path: str, query: Query, body: t.Any, rules: Rules) -> str | None:
    """Why a request is refused, or None. path: without the version; body: what its JSON says, None for no body."""
    found = _route(method, path)
    if found is None:
        return f"{method} {path} is not needed for people's servers"
    route, match = found
    unknown = sorted(set(query) - route.query)
    if unknown:
        return f"the query has '{unknown[0]}', which is not allowed"
    if body is not None and not route.has_body:
        return "the request has a body, which is not allowed"
    return route.judge(match, body, query, rules)


def things(method: str, path: str, body: t.Any, rules: Rules) -> list[Thing]:
    """What must be found in the engine, and be people's, before a request that was not refused goes on."""
    found = _route(method, path)
    return found[0].things(found[1], body, rules) if found else []


def _route(method: str, path: str) -> tuple[Route, re.Match[str]] | None:
    for route in ROUTES:
        match = re.fullmatch(route.path, path, re.ASCII) if route.method == method else None
        if match:
            return route, match
    return None


def _create(_match: t.Any, body: t.Any, query: Query, rules: Rules) -> str | None:
    person = rules.settings.person_of(query.get("name"))
    if person is None:
        return "the name is not that of a person's container"
    return container.judge(person, body, rules.settings, rules.images)


def _create_needs(_match: t.Any, body: t.Any, _rules: Rules) -> list[Thing]:
    host = body["HostConfig"]
    volumes = [Thing("volumes", name) for name in sorted(volumes_used(host))]
    return [Thing("networks", host["NetworkMode"]), *volumes]


def _stop(_match: t.Any, _body: t.Any, query: Query, _rules: Rules) -> str | None:
    return None if re.fullmatch(r"[0-9]{1,3}", query.get("t", "10")) else "t is not a number of seconds"


def _remove(_match: t.Any, _body: t.Any, query: Query, _rules: Rules) -> str | None:
    if query.get("link", "0") not in _FALSE:
        return "links are not for people's containers"
    wrong = [name for name in ("v", "force") if query.get(name, "0") not in _TRUTH]
    return f"{wrong[0]} is neither true nor false" if wrong else None


def _ours_only(_match: t.Any, _body: t.Any, query: Query, rules: Rules) -> str | None:
    """A list shows only what has our labels."""
    wanted = {f"{key}={value}" for key, value in rules.settings.shared_labels.items()}
    try:
        labels = json.loads(query.get("filters", "{}"))["label"]
    except (ValueError, KeyError, TypeError):
        labels = []
    if not isinstance(labels, list) or not wanted <= {label for label in labels if isinstance(label, str)}:
        return f"the list must be filtered by the labels {' and '.join(sorted(wanted))}"
    return None


def _image(match: t.Any, _body: t.Any, _query: Query, rules: Rules) -> str | None:
    return None if match["name"] in rules.images else "the image is not on the list of images"


def _named(kind: str) -> t.Callable[[t.Any, t.Any, Rules], list[Thing]]:
    return lambda match, _body, _rules: [Thing(kind, match["name"])]


_CONTAINER, _NETWORK = _named("containers"), _named("networks")
ROUTES = (
    Route("GET", "/version"),
    Route("GET", "/_ping"),
    Route("HEAD", "/_ping"),
    Route("GET", "/images/(?P<name>[A-Za-z0-9][A-Za-z0-9_./:@-]*)/json", judge=_image),
    Route("GET", "/containers/json", frozenset({"all", "limit", "size", "trunc_cmd", "filters"}), _ours_only),
    Route("POST", "/containers/create", frozenset({"name"}), _create, _create_needs),
    Route("GET", f"/containers/{_NAME}/json", things=_CONTAINER),
    Route("POST", f"/containers/{_NAME}/start", things=_CONTAINER),
    Route("POST", f"/containers/{_NAME}/stop", frozenset({"t"}), _stop, _CONTAINER),
    Route("DELETE", f"/containers/{_NAME}", frozenset({"v", "link", "force"}), _remove, _CONTAINER),
    Route("GET", "/networks", frozenset({"filters"}), _ours_only),
    Route("POST", "/networks/create", judge=lambda _m, body, _q, rules: belongings.judge_network(body, rules.settings)),
    Route("GET", f"/networks/{_NAME}", things=_NETWORK),
    Route(
        "POST",
        f"/networks/{_NAME}/connect",
        judge=lambda _m, body, _q, rules: belongings.judge_joining(body, rules.settings, leaving=False),
        things=_NETWORK,
    ),
    Route(
        "POST",
        f"/networks/{_NAME}/disconnect",
        judge=lambda _m, body, _q, rules: belongings.judge_joining(body, rules.settings, leaving=True),
        things=_NETWORK,
    ),
    Route("POST", "/volumes/create", judge=lambda _m, body, _q, rules: belongings.judge_volume(body, rules.settings)),
    Route("GET", f"/volumes/{_NAME}", things=_named("volumes")),
)
