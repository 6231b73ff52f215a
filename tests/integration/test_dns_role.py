"""The role dns by a real ansible-playbook: off it asks nothing, on it keeps what it planned."""

from __future__ import annotations

import dataclasses
import json
import typing as t
from pathlib import Path

import pytest
from moto.core.config import default_user_config

from tests.environment import ROOT, Run, differences
from tests.integration import site
from tests.integration.aws_server import debian
from tests.integration.production import Production
from tests.strict_aws.fixtures import client
from tests.strict_aws.server import Server

DOMAIN = "map.example.org"
DNS = "playbooks/dns.yml"


@dataclasses.dataclass
class Story:
    """An account with a zone and nothing else becomes one with a cloud and names, told once for all tests."""

    production: Production
    server: Server
    off: Run
    asked_when_off: list[str]
    alone: Run
    checked: Run
    written_by_check: list[str]
    applied: Run

    def records(self) -> dict[str, tuple[str, str, int]]:
        """name -> type, value and TTL, of what the zone has."""
        route53 = client(self.server, "route53")
        (zone,) = route53.list_hosted_zones()["HostedZones"]
        found = route53.list_resource_record_sets(HostedZoneId=zone["Id"])["ResourceRecordSets"]
        return {
            item["Name"]: (item["Type"], item["ResourceRecords"][0]["Value"], item["TTL"])
            for item in found
            if item["Type"] not in ("NS", "SOA")
        }


def together(folder: Path, *names: str) -> str:
    """A playbook of several, which know in one run what each found."""
    plays = [{"ansible.builtin.import_playbook": str(ROOT / f"playbooks/{name}.yml")} for name in names]
    playbook = folder / f"{'_'.join(names)}.yml"
    playbook.write_text(json.dumps(plays))
    return str(playbook)


@pytest.fixture(scope="module", params=site.NEWEST_DAILY)
def story(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Story]:
    with pytest.MonkeyPatch.context() as patch, Server() as server:
        patch.setitem(default_user_config["iam"], "load_aws_managed_policies", True)
        server.reset()
        debian("ami-0123456789abcdef0", "20260801-2190")
        client(server, "route53").create_hosted_zone(Name="example.org", CallerReference="1")
        folder = tmp_path_factory.mktemp(request.param)
        production = Production(folder, request.param, server)
        production.environment.set(map_domain=DOMAIN)
        server.recorder.reset()
        off = production.play(DNS)
        asked = list(server.recorder.names)
        production.environment.set(dns_manage=True, dns_ttl_seconds=120)
        alone = production.play(DNS, ok=False)
        both = together(folder, "provision", "dns")
        checked = production.play(both, "--check", "--diff")
        written = [request.name for request in server.recorder.writes]
        yield Story(production, server, off, asked, alone, checked, written, production.play(both))


def test_off_it_asks_nothing(story: Story) -> None:
    assert (story.off.plan, story.asked_when_off) == ([], [])


def test_alone_it_says_that_there_is_no_host(story: Story) -> None:
    assert story.alone.returncode != 0
    assert "AWS has no 'map-trial-host'" in story.alone.output


def test_names_are_planned_before_what_they_lead_to_is_there(story: Story) -> None:
    planned = {target for _, target, _ in story.checked.plan if target.startswith("record ")}
    assert planned == {f"record {name}.{DOMAIN} {kind}" for name, kind in KINDS.items()}
    assert story.written_by_check == []


KINDS = {"jupyter": "A", "navigator": "A", "datajoint": "CNAME"}


def test_they_lead_to_the_host_and_the_database(story: Story) -> None:
    assert differences(story.checked.plan, story.applied.plan) == []
    host = client(story.server, "ec2").describe_addresses()["Addresses"][0]["PublicIp"]
    database = client(story.server, "rds").describe_db_instances()["DBInstances"][0]["Endpoint"]["Address"]
    assert story.records() == {
        f"jupyter.{DOMAIN}.": ("A", host, 120),
        f"navigator.{DOMAIN}.": ("A", host, 120),
        f"datajoint.{DOMAIN}.": ("CNAME", database, 120),
    }


def test_alone_it_finds_both_and_has_nothing_to_do(story: Story, tmp_path: Path) -> None:
    story.server.recorder.reset()
    again = story.production.play(together(tmp_path, "dns", "summary"))
    assert (again.plan, story.server.recorder.writes) == ([], [])
    assert f"jupyter.{DOMAIN}, navigator.{DOMAIN}, datajoint.{DOMAIN}" in again.output


def test_switched_off_again_the_names_stay(story: Story) -> None:
    before = story.records()
    story.production.environment.set(dns_manage=False)
    story.server.recorder.reset()
    assert story.production.play(DNS).plan == []
    assert story.server.recorder.requests == []
    story.production.environment.set(dns_manage=True)
    assert story.records() == before != {}
