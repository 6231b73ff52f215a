"""local_ca: what is there and what is wanted -> what has to happen."""

from __future__ import annotations

import datetime
import typing as t
from dataclasses import replace

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import Call, Change, MapError
from ansible_collections.mesoscale.map.plugins.module_utils.plans.local_ca import (
    Actual,
    Authority,
    Certificate,
    WantedCertificate,
    plan,
)

NOW = datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC)
FOLDER = "/srv/map/test/ca"
WEB = WantedCertificate("web", ("web.example", "*.web.example"), ("127.0.0.1",), "999:999")
AUTHORITY = Authority("MAP test", NOW + datetime.timedelta(days=3000), key=True, key_mode="0400")
GOOD = Certificate(
    dns=("*.web.example", "web.example"),
    addresses=("127.0.0.1",),
    ends=NOW + datetime.timedelta(days=200),
    ours=True,
    key_fits=True,
    key_owner="999:999",
    key_mode="0400",
)
CREATE_CA = Change(
    "files",
    "create",
    f"CA {FOLDER}",
    None,
    {"name": "MAP test", "days": 3650},
    Call("create_authority", {"name": "MAP test", "days": 3650}),
)
NAMES = {"dns": ["*.web.example", "web.example"], "addresses": ["127.0.0.1"]}


def issue(reason: str, found: Certificate | None = None, wanted: WantedCertificate = WEB) -> Change:
    before = None
    if found:
        before = {"dns": sorted(found.dns), "addresses": sorted(found.addresses), "ends": str(found.ends)}
    after = {"dns": sorted(wanted.dns), "addresses": sorted(wanted.addresses), "days": 398, "because": reason}
    call = Call("issue", {"certificate": wanted, "days": 398})
    return Change("files", "update" if found else "create", f"certificate {wanted.name}", before, after, call)


def there(certificate: Certificate | None = GOOD, authority: Authority = AUTHORITY) -> Actual:
    return Actual(NOW, authority, {"web": certificate} if certificate else {})


def ends(**in_time: float) -> datetime.datetime:
    return NOW + datetime.timedelta(**in_time)


LESS = replace(GOOD, dns=("web.example",))
SOON = replace(GOOD, ends=ends(days=29))
KEYLESS = replace(GOOD, key_fits=False, key_owner="", key_mode="")
FOREIGN = replace(GOOD, ours=False)
LAST_DAYS = replace(AUTHORITY, ends=ends(days=20))
SIX = WantedCertificate("web", addresses=("::1",), owner="999:999")

TABLE: dict[str, tuple[Actual, WantedCertificate, list[Change]]] = {
    "nothing there": (there(None, Authority()), WEB, [CREATE_CA, issue("there is none")]),
    "all there": (there(), WEB, []),
    "a day before renewal": (there(replace(GOOD, ends=ends(days=30))), WEB, []),
    "ends soon": (there(SOON), WEB, [issue("it ends within 30 days", SOON)]),
    "ended": (
        there(replace(GOOD, ends=ends(days=-1))),
        WEB,
        [issue("it ends within 30 days", replace(GOOD, ends=ends(days=-1)))],
    ),
    "ends with the CA": (there(replace(GOOD, ends=ends(days=20)), LAST_DAYS), WEB, []),
    "another name": (there(LESS), WEB, [issue("other names are wanted", LESS)]),
    "the same address, written otherwise": (
        there(replace(GOOD, dns=(), addresses=("::1",))),
        replace(SIX, addresses=("0:0::1",)),
        [],
    ),
    "of another CA": (there(FOREIGN), WEB, [issue("another CA issued it", FOREIGN)]),
    "key gone": (there(KEYLESS), WEB, [issue("its key is missing", KEYLESS)]),
    "killed after the CA's key": (
        there(None, Authority(key=True, key_mode="0400")),
        WEB,
        [CREATE_CA, issue("there is none")],
    ),
    "CA key gone, nothing to issue": (there(authority=replace(AUTHORITY, key=False, key_mode="")), WEB, []),
    "CA key open": (
        there(authority=replace(AUTHORITY, key_mode="0644")),
        WEB,
        [Change("files", "update", f"CA {FOLDER}: access to its key", "0644", "0400", Call("protect_authority_key"))],
    ),
    "another owner": (
        there(replace(GOOD, key_owner="0:0")),
        WEB,
        [
            Change(
                "files",
                "update",
                "certificate web: access to its key",
                {"owner": "0:0", "mode": "0400"},
                {"owner": "999:999", "mode": "0400"},
                Call("protect_key", {"certificate": WEB}),
            )
        ],
    ),
    "any owner": (there(replace(GOOD, key_owner="5:5")), replace(WEB, owner=""), []),
}


@pytest.mark.parametrize(("actual", "wanted", "changes"), TABLE.values(), ids=TABLE.keys())
def test_plan(actual: Actual, wanted: WantedCertificate, changes: list[Change]) -> None:
    assert plan(actual, FOLDER, "MAP test", [wanted]) == changes


REFUSED: dict[str, tuple[Actual, list[WantedCertificate], list[str]]] = {
    "CA key gone and something to issue": (there(SOON, replace(AUTHORITY, key=False)), [WEB], ["is gone", "(web)"]),
    "CA key of another CA": (there(authority=replace(AUTHORITY, key_fits=False)), [WEB], ["doesn't belong"]),
    "CA ended": (there(authority=replace(AUTHORITY, ends=ends(days=-1))), [WEB], ["ended on 2026-05-31"]),
    "bad wishes, all at once": (
        there(),
        [
            WEB,
            WEB,
            WantedCertificate("Web"),
            WantedCertificate("a", dns=("UPPER.example",)),
            WantedCertificate("b", addresses=("300.1.1.1",), mode="400"),
        ],
        [
            "'web' is wanted twice",
            "can't be called 'Web'",
            "no name and no address",
            "'UPPER.example'",
            "'300.1.1.1'",
            "'400'",
        ],
    ),
}


@pytest.mark.parametrize(("actual", "wanted", "texts"), REFUSED.values(), ids=REFUSED.keys())
def test_refused(actual: Actual, wanted: list[WantedCertificate], texts: list[str]) -> None:
    with pytest.raises(MapError) as refused:
        plan(actual, FOLDER, "MAP test", wanted)
    assert [text for text in texts if text not in str(refused.value)] == []
    assert all(problem.count(". ") >= 1 for problem in refused.value.problems)


def test_changes_hold_no_secret() -> None:
    changes: list[t.Any] = [change.public() for change in plan(there(None, Authority()), FOLDER, "MAP test", [WEB])]
    assert "PRIVATE" not in str(changes)
