"""The page names what is there."""

from __future__ import annotations

from tests.rehearsal import Rehearsal


def test_the_page_is_true(rehearsal: Rehearsal) -> None:
    page = rehearsal.play("playbooks/summary.yml", "--check").output
    (address,) = rehearsal.client("ec2").describe_addresses()["Addresses"][:1]
    assert "rehearsal" in page
    assert address["PublicIp"]
