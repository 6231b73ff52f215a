"""`mapctl doctor` asks the database from a notebook: what the kernel's answers mean."""

from __future__ import annotations

import pytest

from mapctl.doctor import database
from mapctl.doctor.kernel import Outcome
from mapctl.doctor.model import ImpossibleError, TroubleError
from tests.unit.doctor_site import subject

SAID = "[2026-11-26 20:00:00] Connecting alice@mysql.map.localhost:3306\n"
WRONG = {
    # what the kernel said, the cause, what helps
    "another password": (
        Outcome(error="OperationalError: (1045, \"Access denied for user 'alice'@'10.0.0.1' (using password: YES)\")"),
        "doesn't let alice in with the password in the notebook",
        "map-password",
    ),
    "no rights": (
        Outcome(error="AccessError: ('Insufficient privileges.', \"SELECT command denied to user 'alice'\")"),
        "doesn't let alice read the pipeline",
        "mapctl apply tiny people",
    ),
    "unknown authority": (
        Outcome(error='OperationalError: (2003, "Can\'t connect: [SSL: CERTIFICATE_VERIFY_FAILED] self-signed")'),
        "doesn't trust the database's certificate",
        "map_database_ca_file",
    ),
    "away": (
        Outcome(error="OperationalError: (2003, \"Can't connect to MySQL server on 'mysql' (timed out)\")"),
        "can't be reached from a notebook",
        "mapctl status tiny",
    ),
    "no DataJoint": (
        Outcome(error="ModuleNotFoundError: No module named 'datajoint'"),
        "image can't import what it needs: ModuleNotFoundError: No module named 'datajoint'.",
        "mapctl apply tiny hub_image",
    ),
    "something else": (Outcome(error="KeyError: 'x'"), "failed: KeyError: 'x'.", "mapctl logs tiny jupyterhub hub"),
    "nothing": (Outcome(text=SAID), "without an answer", "jupyterhub_limits"),
    "no tables": (Outcome(text=f'{SAID}{database.MARK}[0, "", 0]\n'), "sees no tables", "mapctl apply tiny bootstrap"),
}


@pytest.mark.parametrize(("outcome", "says", "helps"), WRONG.values(), ids=WRONG)
def test_what_is_wrong(outcome: Outcome, says: str, helps: str) -> None:
    with pytest.raises(TroubleError) as found:
        database.verdict(outcome, subject())
    assert not isinstance(found.value, ImpossibleError)
    assert (says in found.value.says, helps in found.value.help) == (True, True), found.value
    assert found.value.says.endswith(".")


def test_all_is_well() -> None:
    outcome = Outcome(text=f'{SAID}{database.MARK}[42, "`map_v2_lab`.`subject`", 6]\n')
    said = "A notebook of alice counted 6 rows in map_v2_lab.subject."
    assert database.verdict(outcome, subject()) == said


def test_a_guest_has_no_password() -> None:
    with pytest.raises(ImpossibleError, match="no password for the database"):
        database.verdict(Outcome(error="StdinNotImplementedError: getpass was called"), subject())


def test_the_code_is_python_and_names_schemas_to_the_letter() -> None:
    """An underscore in a pattern is any character."""
    code = database.code("map_")
    compile(code, "doctor", "exec")
    assert r"'map\\_%'" in code
