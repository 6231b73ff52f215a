"""What a person would write by hand: the same reads as a run that changes nothing, with bare boto3 and PyMySQL.

Arguments: the settings as JSON in a file (endpoint, ca_file, environment, account_id, address, port, user, password).
It compares nothing and prints nothing; it is the yardstick of bench.py.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import boto3
import pymysql

settings = json.loads(Path(sys.argv[1]).read_text())
environment, account = settings["environment"], settings["account_id"]
aws = {
    "region_name": "us-east-1",
    "endpoint_url": settings["endpoint"],
    "verify": settings["ca_file"],
    "aws_access_key_id": "local",
    "aws_secret_access_key": "local",
}
by_tag = [{"Name": "tag:map:environment", "Values": [environment]}]
for _ in range(5):
    boto3.client("sts", **aws).get_caller_identity()

s3 = boto3.client("s3", **aws)
s3.list_buckets()
for bucket in (f"map-{environment}-{account}-report", f"map-{environment}-{account}-archive"):
    s3.get_bucket_versioning(Bucket=bucket)
    s3.get_bucket_encryption(Bucket=bucket)
    s3.get_public_access_block(Bucket=bucket)
    s3.get_bucket_ownership_controls(Bucket=bucket)
    s3.get_bucket_policy(Bucket=bucket)
    s3.get_bucket_lifecycle_configuration(Bucket=bucket)
    s3.get_bucket_tagging(Bucket=bucket)

iam = boto3.client("iam", **aws)
iam.get_account_authorization_details(Filter=["User"])
for consumer in ("worker", "webgui", "reader"):
    iam.list_access_keys(UserName=f"map-{environment}-{consumer}")
boto3.client("ssm", **aws).get_parameters_by_path(Path=f"/map/{environment}/s3", WithDecryption=True)

ec2 = boto3.client("ec2", **aws)
iam.get_account_authorization_details(Filter=["Role"])
ec2.describe_key_pairs()
ec2.describe_security_groups(Filters=by_tag)
ec2.describe_instances(Filters=by_tag)
ec2.describe_volumes(Filters=by_tag)
ec2.describe_addresses(Filters=by_tag)
ec2.describe_subnets(Filters=[{"Name": "default-for-az", "Values": ["true"]}])

rds = boto3.client("rds", **aws)
rds.describe_db_parameter_groups()
rds.describe_db_parameters(DBParameterGroupName=f"map-{environment}-mysql8-4", Source="user")
rds.describe_db_subnet_groups()
ec2.describe_security_groups(Filters=by_tag)
ec2.describe_subnets(Filters=[{"Name": "default-for-az", "Values": ["true"]}])
rds.describe_db_instances()

database = pymysql.connect(
    host=settings["address"],
    port=settings["port"],
    user=settings["user"],
    password=settings["password"],
    ssl={"ca": settings["ca_file"]},
)
with database, database.cursor() as cursor:
    for query in (
        "SELECT @@version, @@partial_revokes",
        "SELECT * FROM mysql.user",
        "SELECT * FROM mysql.db",
        "SELECT * FROM mysql.tables_priv",
        "SELECT * FROM mysql.role_edges",
        "SELECT * FROM mysql.global_grants",
        "SHOW DATABASES",
    ):
        cursor.execute(query)
        cursor.fetchall()
