"""Makes the zone in which the names shall be, unless it is there."""

import boto3

route53 = boto3.client(
    "route53",
    region_name="us-east-1",
    endpoint_url="https://127.0.0.1:4576",
    verify="/srv/map/rehearsal/ca/ca.pem",
    aws_access_key_id="cloud",
    aws_secret_access_key="cloud",
)
if not route53.list_hosted_zones()["HostedZones"]:
    route53.create_hosted_zone(Name="example.org", CallerReference="molecule")
