"""What is refused of the words in an RDS request, and how names are kept."""

from __future__ import annotations

import re

from ..wire import RefusalError, Request
from .base import Rule

INSTANCE = frozenset({"rds CreateDBInstance", "rds ModifyDBInstance"})
NAMES = ("DBInstanceIdentifier", "DBParameterGroupName", "DBSubnetGroupName")


class LowerCaseNames(Rule):
    """Names of instances and groups are kept and found in lower case (CreateDBInstance, DBInstanceIdentifier:
    "stored as a lowercase string"). The emulator keeps them so and doesn't find them by another spelling."""

    operations = frozenset(
        f"rds {verb}{thing}"
        for verb in ("Create", "Modify", "Describe", "Reset", "Delete", "Reboot")
        for thing in ("DBInstance", "DBInstances", "DBParameterGroup", "DBParameterGroups", "DBParameters")
    ) | {"rds CreateDBSubnetGroup", "rds ModifyDBSubnetGroup", "rds DescribeDBSubnetGroups"}

    def before(self, request: Request) -> None:
        changed = {key: value.lower() if key in NAMES else value for key, value in request.form.items()}
        if changed != request.form:
            request.change(changed)
            request.params.update({key: changed[key] for key in NAMES if key in changed})


class MasterPassword(Rule):
    """8 to 41 characters for MySQL, printable ASCII without / @ " and blank
    (CreateDBInstance, MasterUserPassword)."""

    operations = INSTANCE

    def before(self, request: Request) -> None:
        password = request.params.get("MasterUserPassword")
        if password is None:
            return
        wrong = "The parameter MasterUserPassword is not a valid password"
        if len(password) < 8:
            raise RefusalError("InvalidParameterValue", f"{wrong} because it is shorter than 8 characters.")
        if len(password) > 41:
            raise RefusalError("InvalidParameterValue", f"{wrong} because it is longer than 41 characters.")
        if not re.fullmatch(r"[!-~]+", password) or set(password) & set('/@"'):
            usable = "Only printable ASCII characters besides '/', '@', '\"', ' ' may be used."
            raise RefusalError("InvalidParameterValue", f"{wrong}. {usable}")


class InstanceName(Rule):
    """1 to 63 letters, digits and hyphens; a letter first; no hyphen last or twice (CreateDBInstance)."""

    operations = frozenset({"rds CreateDBInstance"})

    def before(self, request: Request) -> None:
        name = request.params.get("DBInstanceIdentifier", "")
        if not re.fullmatch(r"[a-zA-Z](-?[a-zA-Z0-9])*", name) or len(name) > 63:
            raise RefusalError(
                "InvalidParameterValue",
                "The parameter DBInstanceIdentifier is not a valid identifier. Identifiers must begin with a letter; "
                "must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two "
                "consecutive hyphens.",
            )


class MasterUserName(Rule):
    """1 to 16 letters and digits for MySQL, a letter first, and no reserved word (CreateDBInstance)."""

    operations = frozenset({"rds CreateDBInstance"})

    def before(self, request: Request) -> None:
        name = request.params.get("MasterUsername", "")
        if not re.fullmatch(r"[a-zA-Z][a-zA-Z0-9_]{0,15}", name) or name.lower() in ("rdsadmin", "mysql", "root"):
            raise RefusalError("InvalidParameterValue", f"MasterUsername {name} is a reserved word used by the engine")
