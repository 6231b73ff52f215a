"""The environment inventories/rehearsal as the world sees it: its stand-ins, and its host by SSH."""

from __future__ import annotations

import typing as t

import boto3
import pymysql
import testinfra

from tests.environment import ROOT, Environment

NAME = "rehearsal"


class Rehearsal(Environment):
    """What is there, asked without Ansible. ca_file: of the authority that the stand-ins' certificates come from"""

    def __init__(self) -> None:
        super().__init__(ROOT / "inventories", NAME)
        self.ca_file = f"/srv/map/{NAME}/ca/ca.pem"

    def client(self, service: str) -> t.Any:
        """boto3's client of a service at the stand-in for AWS."""
        return boto3.client(
            service,
            region_name="us-east-1",
            endpoint_url=f"https://127.0.0.1:{self.variables['embedded_aws_port']}",
            verify=self.ca_file,
            aws_access_key_id=NAME,
            aws_secret_access_key=self.secret("aws_secret_access_key"),
        )

    def address(self) -> str:
        """The host's public address at AWS."""
        (address,) = self.client("ec2").describe_addresses(
            Filters=[{"Name": "tag:Name", "Values": [f"map-{NAME}-host"]}]
        )["Addresses"]
        return str(address["PublicIp"])

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
        with (
            pymysql.connect(
                host="127.0.0.1",
                port=self.variables["embedded_mysql_port"],
                user=user,
                password=self.secret(kept_as),
                ssl={"ca": self.ca_file},
                autocommit=True,
            ) as database,
            database.cursor() as cursor,
        ):
            cursor.execute(statement, values)
            return cursor.fetchall()
