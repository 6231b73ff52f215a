"""A hand that changes single things of a running environment, which the next apply has to mend."""

from __future__ import annotations

import dataclasses
import functools
import json
import shutil
import typing as t
from pathlib import Path

import docker

from tests import stand_ins
from tests.environment import Environment

PERSONS_FILE = "jupyterhub/people/alice/datajoint/dj_local_conf.json"
IN_THE_CLOUD, IN_THE_DATABASE, IN_CONTAINERS = "provision", "people", "embedded"


class Hand:
    """Somebody with all rights. environment: lives on this machine"""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.root = Path("/srv/map") / environment.name
        self.prefix = f"map-{environment.name}"
        self.report = f"{self.prefix}-{environment.variables['map_account_id']}-report"

    def aws(self, service: str) -> t.Any:
        return stand_ins.aws(self.environment, service)

    def sql(self, *statements: str) -> None:
        with stand_ins.database(self.environment) as database, database.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def container(self, stack: str, service: str) -> t.Any:
        return docker.from_env().containers.get(f"{self.prefix}-{stack}-{service}-1")

    def edit(self, path: str, text: str = "# by hand\n") -> None:
        with (self.root / path).open("a") as file:
            file.write(text)

    def security_group(self) -> str:
        (group,) = self.aws("ec2").describe_security_groups(
            Filters=[{"Name": "group-name", "Values": [f"{self.prefix}-host"]}]
        )["SecurityGroups"]
        return str(group["GroupId"])


@dataclasses.dataclass(frozen=True)
class Drift:
    """What a hand does. word: the playbook that minds; targets: the changes that mend it, all of them"""

    name: str
    word: str
    do: t.Callable[[Hand], t.Any]
    targets: tuple[str, ...]

    def names(self, hand: Hand) -> list[str]:
        """The targets in this environment; a * at the end stands for what nobody knows beforehand."""
        words = {"{p}": hand.prefix, "{r}": hand.report, "{root}": str(hand.root), "{file}": PERSONS_FILE}
        return sorted(
            functools.reduce(lambda text, pair: text.replace(*pair), words.items(), one) for one in self.targets
        )


def _parameter(hand: Hand) -> None:
    wish = [{"ParameterName": "long_query_time", "ParameterValue": "3", "ApplyMethod": "immediate"}]
    hand.aws("rds").modify_db_parameter_group(DBParameterGroupName=f"{hand.prefix}-mysql8-4", Parameters=wish)


def _backup_days(hand: Hand) -> None:
    wish = {"BackupRetentionPeriod": 1, "ApplyImmediately": True}
    hand.aws("rds").modify_db_instance(DBInstanceIdentifier=f"{hand.prefix}-database", **wish)


def _open_port(hand: Hand) -> None:
    permission = {"IpProtocol": "tcp", "FromPort": 3306, "ToPort": 3306, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    hand.aws("ec2").authorize_security_group_ingress(GroupId=hand.security_group(), IpPermissions=[permission])


def _public_block(hand: Hand) -> None:
    hand.aws("s3").delete_public_access_block(Bucket=hand.report)


def _policy(hand: Hand) -> None:
    hand.aws("s3").delete_bucket_policy(Bucket=hand.report)


def _versioning(hand: Hand) -> None:
    hand.aws("s3").put_bucket_versioning(Bucket=hand.report, VersioningConfiguration={"Status": "Suspended"})


def _lifecycle(hand: Hand) -> None:
    hand.aws("s3").delete_bucket_lifecycle(Bucket=hand.report)


def _rights(hand: Hand) -> None:
    user = f"{hand.prefix}-worker"
    (name, *_) = hand.aws("iam").list_user_policies(UserName=user)["PolicyNames"]
    wide = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}
    hand.aws("iam").put_user_policy(UserName=user, PolicyName=name, PolicyDocument=json.dumps(wide))


def _second_key(hand: Hand) -> None:
    hand.aws("iam").create_access_key(UserName=f"{hand.prefix}-reader")


def _sql(statement: str) -> t.Callable[[Hand], None]:
    return lambda hand: hand.sql(statement)


DRIFTS = (
    Drift("a parameter", IN_THE_CLOUD, _parameter, ("parameter group {p}-mysql8-4: set at once",)),
    Drift("days of backups", IN_THE_CLOUD, _backup_days, ("database instance {p}-database: settings",)),
    Drift("an opened port", IN_THE_CLOUD, _open_port, ("security group {p}-host: rules",)),
    Drift("a bucket without protection", IN_THE_CLOUD, _public_block, ("bucket {r}: public access block",)),
    Drift("a bucket's policy", IN_THE_CLOUD, _policy, ("bucket {r}: policy",)),
    Drift("a bucket's versions", IN_THE_CLOUD, _versioning, ("bucket {r}: versioning",)),
    Drift("a bucket's lifecycle", IN_THE_CLOUD, _lifecycle, ("bucket {r}: lifecycle",)),
    Drift("rights of a key", IN_THE_CLOUD, _rights, ("user {p}-worker: policy map-stores",)),
    Drift("a second key", IN_THE_CLOUD, _second_key, ("user {p}-reader: access key *",)),
    Drift("a grant more", IN_THE_DATABASE, _sql("GRANT SELECT ON mysql.* TO bob"), ("account bob: rights on mysql.*",)),
    Drift(
        "a grant less",
        IN_THE_DATABASE,
        _sql(r"REVOKE SELECT ON `map\_%`.* FROM carol"),
        (r"account carol: rights on map\_%.*",),
    ),
    Drift("a role more", IN_THE_DATABASE, _sql("GRANT PROCESS ON *.* TO alice"), ("account alice: rights on *.*",)),
    Drift("no TLS", IN_THE_DATABASE, _sql("ALTER USER dave REQUIRE NONE"), ("account dave: TLS",)),
    Drift(
        "an account",
        IN_THE_DATABASE,
        _sql("DROP USER erin"),
        ("account erin", r"account erin: rights on map\_%.*", r"account erin: rights on erin\_%.*"),
    ),
    Drift("a schema", IN_THE_DATABASE, _sql("DROP SCHEMA map_v2_ingest_tracking"), ("schema map_v2_ingest_tracking",)),
    Drift(
        "a service's password",
        IN_THE_DATABASE,
        _sql("ALTER USER webgui IDENTIFIED BY 'by-hand-1'"),
        ("account webgui: authentication",),
    ),
    Drift("an option", IN_CONTAINERS, lambda hand: hand.edit("embedded/my.cnf"), ("file {root}/embedded/my.cnf",)),
    Drift(
        "a stopped service",
        IN_CONTAINERS,
        lambda hand: hand.container("embedded", "github").stop(),
        ("service github",),
    ),
    Drift(
        "a certificate",
        IN_CONTAINERS,
        lambda hand: (hand.root / "ca/github/certificate.pem").unlink(),
        ("certificate github", "file {root}/embedded/compose.yaml", "service github"),
    ),
    Drift(
        "a repository",
        IN_CONTAINERS,
        lambda hand: shutil.rmtree(hand.root / "embedded/repositories/webgui.git"),
        ("repository {root}/embedded/repositories/webgui.git",),
    ),
    Drift(
        "a compose file",
        "workers",
        lambda hand: hand.edit("workers/compose.yaml"),
        ("file {root}/workers/compose.yaml",),
    ),
    Drift(
        "a readable secret",
        "workers",
        lambda hand: (hand.root / "workers/dj_local_conf.compute.json").chmod(0o644),
        ("file {root}/workers/dj_local_conf.compute.json: rights",),
    ),
    Drift(
        "a removed service",
        "webgui",
        lambda hand: hand.container("webgui", "map-node-server").remove(force=True),
        ("service map-node-server",),
    ),
    Drift("a reverse proxy", "edge", lambda hand: hand.edit("edge/Caddyfile"), ("file {root}/edge/Caddyfile",)),
    Drift("a person's file", "jupyterhub", lambda hand: (hand.root / PERSONS_FILE).unlink(), ("file {root}/{file}",)),
)
"""25 single things."""
