"""The environment inventories/rehearsal as the world sees it: its stand-ins, and its host by SSH."""

from __future__ import annotations

import typing as t

import testinfra

from tests import stand_ins
from tests.environment import ROOT, Environment

NAME = "rehearsal"


class Rehearsal(Environment):
    """What is there, asked without Ansible."""

    def __init__(self) -> None:
        super().__init__(ROOT / "inventories", NAME)

    def client(self, service: str) -> t.Any:
        """boto3's client of a service at the stand-in for AWS."""
        return stand_ins.aws(self, service)

    def address(self) -> str:
        """The host's public address at AWS."""
        return str(self.elastic_address(f"map-{NAME}-host")["PublicIp"])

    def elastic_address(self, name: str) -> dict[str, t.Any]:
        """What EC2 says of the address with that name."""
        found = self.client("ec2").describe_addresses(Filters=[{"Name": "tag:Name", "Values": [name]}])
        (address,) = found["Addresses"]
        return t.cast("dict[str, t.Any]", address)

    def instance(self, name: str) -> dict[str, t.Any]:
        """What EC2 says of the instance with that name. One that was terminated is still told of for an hour."""
        there = {"Name": "instance-state-name", "Values": ["pending", "running", "stopping", "stopped"]}
        found = self.client("ec2").describe_instances(Filters=[{"Name": "tag:Name", "Values": [name]}, there])
        ((instance,),) = [reservation["Instances"] for reservation in found["Reservations"]]
        return t.cast("dict[str, t.Any]", instance)

    def security_group(self, name: str) -> dict[str, t.Any]:
        """What EC2 says of the security group with that name."""
        found = self.client("ec2").describe_security_groups(Filters=[{"Name": "group-name", "Values": [name]}])
        (group,) = found["SecurityGroups"]
        return t.cast("dict[str, t.Any]", group)

    def instance_of_database(self, name: str) -> dict[str, t.Any]:
        """What RDS says of the instance with that name."""
        (instance,) = self.client("rds").describe_db_instances(DBInstanceIdentifier=name)["DBInstances"]
        return t.cast("dict[str, t.Any]", instance)

    def host(self) -> t.Any:
        """The host, as its administrator; its key is the one that was pinned."""
        return testinfra.get_host(
            f"ssh://admin@{self.address()}",
            ssh_identity_file=str(self.folder / ".secrets/ssh_key"),
            ssh_extra_args=f"-o UserKnownHostsFile={self.folder}/.known_hosts -o StrictHostKeyChecking=yes",
            sudo=True,
        )

    def sql(self, statement: str, *values: t.Any, user: str = "mapmaster", kept_as: str = "database_master") -> t.Any:
        """The rows of a query at the stand-in for the database, as somebody whose password is kept under that name."""
        with stand_ins.database(self, user, self.secret(kept_as)) as database, database.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall()
