"""Makes the zone in which the names shall be, unless it is there."""

from tests.rehearsal import Rehearsal

route53 = Rehearsal().client("route53")
if not route53.list_hosted_zones()["HostedZones"]:
    route53.create_hosted_zone(Name="example.org", CallerReference="molecule")
