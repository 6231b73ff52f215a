"""What to change so that accounts, their authentication and their rights, and the pipeline's schemas, are as listed."""

from __future__ import annotations

import typing as t

from ..people import name_problems, schema_problems
from ..plan import Call, Change, refuse
from .db_accounts import NATIVE_PLUGIN, TLS, Account, Actual, Member, Wanted, needs_password, ours, protected, rotates
from .db_rights import ALL, Rights, words

Texts = dict[str, str]


def plan(actual: Actual, wanted: Wanted) -> list[Change]:
    """Schemas, accounts, rights, drops, in this order; refuses what can't be."""
    found = (wanted.problems, _name_problems(wanted), _problems(actual, wanted), _drop_problems(actual, wanted))
    refuse(dict.fromkeys(problem for problems in found for problem in problems))
    there = ours(actual)
    changes = [_schema(name) for name in wanted.schemas if name not in actual.schemas]
    for member in wanted.members:
        account = there.get(member.name)
        changes += _authentication(member, account, actual)
        changes += rights_changes(member.name, account.rights if account else {}, wanted.rights(member))
    return changes + [_drop(account) for account in actual.accounts if account.label in wanted.drop]


def _name_problems(wanted: Wanted) -> list[str]:
    people = [member.name for member in wanted.members if member.kind == "person"]
    services = [member.name for member in wanted.members if member.kind == "service"]
    rules: dict[str, t.Any] = {"pipeline_prefix": wanted.pipeline_prefix, "schemas": wanted.schemas}
    return [
        *name_problems(people, taken={wanted.login, *services}, **rules),
        *name_problems(services, taken={wanted.login}, **rules),
        *schema_problems(wanted.schemas, wanted.pipeline_prefix),
        *schema_problems(set(wanted.webgui_schemas) - set(wanted.schemas), wanted.pipeline_prefix),
    ]


def _problems(actual: Actual, wanted: Wanted) -> t.Iterator[str]:
    if actual.partial_revokes:
        yield (
            "The server's parameter partial_revokes is ON, which makes every right on a pattern of schemas void. "
            "Set it to OFF (a server that has partial revokes already needs them removed first)."
        )
    there = ours(actual)
    without = [m.name for m in wanted.members if not m.password and needs_password(m, there.get(m.name))]
    people = [m.name for m in wanted.members if m.kind == "person" and m.name in without]
    services = [m.name for m in wanted.members if m.kind == "service" and not m.password]
    if people:
        yield (
            f"These people have no account with a usable password, and no first password: {', '.join(people)}. "
            "Add one for each to map_people_passwords in the vault."
        )
    if services:
        yield f"These service accounts have no password: {', '.join(services)}. Add it to the vault."
    native = [member.name for member in wanted.members if member.plugin == NATIVE_PLUGIN]
    if native and actual.plugins is not None and NATIVE_PLUGIN not in actual.plugins:
        yield (
            f"The server {actual.version} doesn't offer {NATIVE_PLUGIN} (8.4 has it switched off, 9 has it no more), "
            f"which is asked for {', '.join(native)}. Set their `authentication` to default."
        )


def _drop_problems(actual: Actual, wanted: Wanted) -> t.Iterator[str]:
    listed = {member.name for member in wanted.members}
    for name in wanted.drop:
        if name in listed:
            yield f"The account '{name}' is to be dropped, but is listed too. Take it off one of the lists."
        elif protected(name.partition("@")[0], actual, wanted):
            yield f"The account '{name}' is the server's or the administrator's own. Don't list it as one to drop."


def _schema(name: str) -> Change:
    return Change("database", "create", f"schema {name}", None, "present", Call("create_schema", {"name": name}))


def _authentication(member: Member, account: Account | None, actual: Actual) -> t.Iterator[Change]:
    target = f"account {member.name}"
    known = {"user": member.name, "plugin": member.plugin}
    if account is None:
        after = {"authentication": member.plugin, "password": "the given one", "tls": "required", "role": member.role}
        yield Change("database", "create", target, None, after, Call("create_account", known))
        return
    before = {"authentication": account.plugin, "password": _password(account), "tls": _tls(account)}
    after = {"authentication": member.plugin, "password": "the given one", "tls": "required"}
    if rotates(member, account, actual):
        yield _rotation(member, account, before, after, third=member.name not in actual.passwords_old)
    elif needs_password(member, account) or (member.kind == "service" and account.expired):
        call = Call("set_authentication", known)
        yield Change("database", "update", f"{target}: authentication", before, after, call, "sessions")
    elif account.tls != TLS:
        call = Call("require_tls", {"user": member.name})
        yield Change("database", "update", f"{target}: TLS", _tls(account), "required", call)


def _rotation(member: Member, account: Account, before: Texts, after: Texts, *, third: bool) -> Change:
    """The programs still have the password until now. A server keeps just one beside the new: a third one ends."""
    ends = account.old_password and third
    old = ("one of an earlier change, which ends" if third else "the given one") if account.old_password else "none"
    return Change(
        "database",
        "update",
        f"account {member.name}: authentication",
        {**before, "old_password": old},
        {**after, "old_password": "the one until now, which still works"},
        Call("rotate_password", {"user": member.name, "plugin": member.plugin}),
        "sessions" if ends else "none",
    )


def _password(account: Account) -> str:
    if not account.has_password:
        return "none"
    return "an expired one" if account.expired else "another one"


def _tls(account: Account) -> str:
    return {"": "not required", TLS: "required"}.get(account.tls, f"required, {account.tls}")


def rights_changes(user: str, has: Rights, wants: Rights) -> t.Iterator[Change]:
    """What to grant and to revoke, place by place, so that an account has exactly what it shall have."""
    for place in [*wants, *sorted(has.keys() - wants.keys())]:
        before, after = has.get(place, frozenset()), wants.get(place, frozenset())
        if before == after:
            continue
        missing = after - before
        grant = ["ALL PRIVILEGES"] if missing and after == ALL else words(place, missing)
        kwargs = {"user": user, "place": place, "grant": grant, "revoke": sorted(before - after)}
        call = Call("change_rights", kwargs)
        action: t.Any = "update" if before and after else "create" if after else "remove"
        old, new = (words(place, privileges) if privileges else None for privileges in (before, after))
        yield Change("database", action, f"account {user}: rights on {place}", old, new, call)


def _drop(account: Account) -> Change:
    call = Call("drop_account", {"user": account.user, "host": account.host})
    return Change("database", "remove", f"account {account.label}", "present", None, call, "sessions")
