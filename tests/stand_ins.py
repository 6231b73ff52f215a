"""An environment's stand-ins for AWS and for its database on this machine, asked as any client would."""

from __future__ import annotations

import ssl
import typing as t

import boto3
import pymysql

from tests.environment import Environment


def ca_file(environment: Environment) -> str:
    """Of the authority that their certificates come from."""
    return f"{environment.variables.get('map_root', f'/srv/map/{environment.name}')}/ca/ca.pem"


def aws(environment: Environment, service: str) -> t.Any:
    """boto3's client of a service, with the operator's rights."""
    variables = environment.variables
    return boto3.client(
        service,
        region_name="us-east-1",
        endpoint_url=f"https://127.0.0.1:{variables['embedded_aws_port']}",
        verify=ca_file(environment),
        aws_access_key_id=variables["map_aws_access_key_id"],
        aws_secret_access_key=environment.secret("aws_secret_access_key"),
    )


def database(environment: Environment, user: str = "mapmaster", password: str = "") -> t.Any:
    """PyMySQL's connection over strictly verified TLS. password: the administrator's, if none is given"""
    context = ssl.create_default_context(cafile=ca_file(environment))
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return pymysql.connect(
        host="127.0.0.1",
        port=environment.variables["embedded_mysql_port"],
        user=user,
        password=password or environment.secret("database_master"),
        ssl=context,
        autocommit=True,
        connect_timeout=5,
    )
