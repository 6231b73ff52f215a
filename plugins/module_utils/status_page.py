"""The status of an environment as a page for people; pure."""

from __future__ import annotations

import typing as t

from .summary import columns

Facts = dict[str, t.Any]
Row = tuple[str, str]

_MOST = 5
"""So many differences of people's accounts fit on the page."""


def page(status: Facts) -> str:
    """The page as text."""
    blocks = [
        ("Cloud", list(_cloud(status))),
        ("Database", [*_database(status), *_parameters(status), *_schemas(status), *_stores(status)]),
        ("People", list(_people(status))),
        ("Jobs", list(_jobs(status))),
        *((f"Host {name}", list(_machine(host))) for name, host in status["hosts"].items()),
    ]
    texts = [f"{title}\n{columns(rows)}" for title, rows in blocks if rows]
    return "\n\n".join([f"The environment '{status['environment']}' as it is:", *texts]) + "\n"


def size(amount: int) -> str:
    """An amount of bytes in words."""
    value, units = float(amount), ["bytes", "KiB", "MiB", "GiB", "TiB"]
    while value >= 1024 and len(units) > 1:
        value, units = value / 1024, units[1:]
    return f"{value:.0f} {units[0]}" if units[0] == "bytes" else f"{value:.1f} {units[0]}"


def span(seconds: int) -> str:
    """A time in words, in its largest unit."""
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        count = seconds // length
        if count:
            return f"{count} {unit}{'s' if count > 1 else ''}"
    return "less than a minute"


def _cloud(status: Facts) -> t.Iterator[Row]:
    problems = {status[part]["problem"] for part in ("database_instance", "host", "buckets", "store_keys")}
    if len(problems) == 1 and problems != {""}:
        yield "AWS", problems.pop()
    else:
        yield from (*_instance(status), *_host(status), *_buckets(status), *_keys(status))


def _instance(status: Facts) -> t.Iterator[Row]:
    found = status["database_instance"]
    if not found["exists"]:
        yield "database instance", found["problem"]
        return
    storage = f"{found['allocated_gib']} GiB"
    words = [found["identifier"], found["class"], found["status"], f"MySQL {found['engine_version']}", storage]
    yield "database instance", ", ".join([*words, f"parameters {found['parameter_status']}"])
    if found["pending"]:
        yield "  on its way", ", ".join(f"{what} {value}" for what, value in found["pending"].items())


def _host(status: Facts) -> t.Iterator[Row]:
    found = status["host"]
    if found["exists"]:
        words = (found["instance_id"], found["type"], found["state"], found["address"], found["image_id"])
        yield "host", ", ".join(word for word in words if word)
    if found["problem"]:
        yield "host" if not found["exists"] else "", found["problem"]


def _buckets(status: Facts) -> t.Iterator[Row]:
    if status["buckets"]["problem"]:
        yield "buckets", status["buckets"]["problem"]
    for name, found in status["buckets"]["buckets"].items():
        if found["problem"]:
            yield f"bucket {name}", found["problem"]
            continue
        more = "more than " if found["more"] else ""
        counted = f"{more}{found['objects']} objects, {more}{size(found['bytes'])}"
        yield f"bucket {name}", f"{counted}, versioning {found['versioning'] or 'never on'}"


def _keys(status: Facts) -> t.Iterator[Row]:
    if status["store_keys"]["problem"]:
        yield "store keys", status["store_keys"]["problem"]
    for consumer, found in status["store_keys"]["keys"].items():
        known = f"{found['key_id']}, {found['state']}, {found['age_days']} days old" if found["exists"] else ""
        yield f"store key {consumer}", ". ".join(text for text in (known, found["problem"]) if text)


def _database(status: Facts) -> t.Iterator[Row]:
    found = status["database"]
    if found["problem"]:
        yield "server", found["problem"]
        return
    yield "server", f"{found['address']}:{found['port']}, MySQL {found['version']}, up {span(found['uptime_seconds'])}"
    counts = found["connections"]
    yield "connections", f"{counts['now']} now, {counts['most']} at most, of {counts['limit']}"


def _parameters(status: Facts) -> t.Iterator[Row]:
    rows = status["database"].get("parameters", [])
    differing = [row for row in rows if row["agrees"] is False]
    if rows:
        yield "parameters", f"{len(rows) - len(differing)} of {len(rows)} are in force as wanted"
    for row in differing:
        reboot = ", which takes a reboot" if row["needs_reboot"] else ""
        yield f"  {row['name']}", f"{row['in_force']}, wanted {row['wanted']}{reboot}"


def _schemas(status: Facts) -> t.Iterator[Row]:
    found = status["database"]
    for schema, amount in found.get("schemas_bytes", {}).items():
        yield f"schema {schema}", size(amount)
    if found.get("schemas_missing"):
        yield "schemas missing", ", ".join(found["schemas_missing"])


def _stores(status: Facts) -> t.Iterator[Row]:
    if status["stores"]["problem"] != status["database"]["problem"]:
        yield "stores", status["stores"]["problem"]
    for name, found in status["stores"]["stores"].items():
        yield f"store {name}", f"{found['files']} files, {size(found['bytes'])}"


def _people(status: Facts) -> t.Iterator[Row]:
    found = status["people"]
    if found["problem"]:
        yield "accounts", _told(found["problem"], status)
    for right in found["rights"]:
        grants = right["grants"] or ["may sign in, nothing more"]
        missing = ["isn't there yet"] if right["account"] in found["missing"] else []
        yield f"{right['account']} ({right['role']})", "; ".join([*missing, *grants])
    if found["unlisted"]:
        yield "on no list", ", ".join(found["unlisted"])
    if found["pending"]:
        more = len(found["pending"]) - _MOST
        shown = [*found["pending"][:_MOST], *([f"and {more} more (playbooks/people.yml --check)"] if more > 0 else [])]
        yield "not as listed", ", ".join(shown)


def _told(problem: str, status: Facts) -> str:
    """A problem, unless the page has it already."""
    return "not known, as the database isn't" if problem == status["database"]["problem"] else problem


def _jobs(status: Facts) -> t.Iterator[Row]:
    found = status["jobs"]
    if found["problem"]:
        yield "jobs", _told(found["problem"], status)
        return
    for schema, counts in found["by_schema"].items():
        words = [f"{count} {what}" for what, count in counts.items() if count]
        if words:
            yield schema, ", ".join(words)
    if not any(found["total"].values()):
        yield "jobs", "none is reserved or failed"


def _machine(host: Facts) -> t.Iterator[Row]:
    services, disk, certificates = host["services"], host["disk"], host["certificates"]
    problems = dict.fromkeys(part["problem"] for part in (services, disk, certificates) if part["problem"])
    yield from (("", problem) for problem in problems)
    for stack, containers in services["stacks"].items():
        yield from ((f"{stack} {one['service']}".strip(), _container(one)) for one in containers)
        if not containers:
            yield stack, "has no container"
    if services["people_servers"]["all"]:
        yield "people's servers", "{running} of {all} run".format(**services["people_servers"])
    for folder in disk["folders"]:
        room = f"{size(folder['free_bytes'])} of {size(folder['total_bytes'])} free"
        missing = "" if folder["exists"] else f"; {folder['path']} isn't there yet"
        yield f"disk of the {folder['what']}", room + missing
    for one in certificates["certificates"]:
        ends = one["problem"] or f"ends on {one['ends'][:10]}, in {one['days_left']} days"
        yield f"certificate {one['what']}", ends


def _container(one: Facts) -> str:
    state = one["state"] if one["exit_code"] is None else f"{one['state']} ({one['exit_code']})"
    image_age = one["image_age_seconds"]
    image = f"image {one['image']}" + ("" if image_age is None else f", {span(image_age)} old")
    health = [one["health"]] if one["health"] else []
    return ", ".join([state, *health, f"{span(one['age_seconds'])} old", image])
