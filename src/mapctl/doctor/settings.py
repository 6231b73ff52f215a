"""An environment as people meet it, from its settings."""

from __future__ import annotations

import ipaddress
import typing as t

from .model import Subject


def subject(settings: t.Mapping[str, t.Any], name: str) -> Subject:
    """settings: what all variables of an environment come to, as the role settings has them; name: the environment's"""
    stand_in = _is_stand_in(settings)
    person = _person(settings.get("map_people") or [], stand_in)
    here = settings["edge_certificates"] == "local"
    absent = settings.get("webgui_state") == "absent"
    return Subject(
        environment=name,
        hub_url=str(settings["map_hub_url"]).rstrip("/"),
        webgui_url="" if absent else str(settings["map_webgui_url"]).rstrip("/"),
        ca_file=f"{settings['map_root']}/ca/ca.pem" if here else "",
        resolve=_resolve(settings),
        certificates=settings["edge_certificates"],
        person=person.get("name", ""),
        login=person.get("github", ""),
        github_url=str(settings["jupyterhub_github_url"]).rstrip("/"),
        github_client_id=settings["map_github_client_id"],
        github_stand_in=stand_in,
        pipeline_prefix=settings["map_pipeline_prefix"],
        webgui_user=settings["map_webgui_user"],
        webgui_password=settings["webgui_demo_password"],
        hub_api_token=settings["jupyterhub_api_token"],
    )


def _resolve(settings: t.Mapping[str, t.Any]) -> dict[str, str]:
    """Where only this machine reaches the reverse proxy, no DNS need know the names."""
    address = str(settings["edge_address"])
    try:
        only_here = ipaddress.ip_address(address).is_loopback
    except ValueError:
        only_here = False
    return {f".{settings['map_domain']}": address} if only_here else {}


def _is_stand_in(settings: t.Mapping[str, t.Any]) -> bool:
    """The role embedded makes it, where it makes the emulator of AWS too."""
    there = f"https://github.{settings['map_domain']}:{settings.get('embedded_github_port')}"
    return bool(settings.get("map_aws_endpoint")) and str(settings["jupyterhub_github_url"]).rstrip("/") == there


def _person(people: t.Sequence[t.Mapping[str, t.Any]], stand_in: bool) -> t.Mapping[str, t.Any]:
    """Whose server is tried: the first with a login at GitHub. At a real one an administrator, who is there to help."""
    known = [person for person in people if person.get("github")]
    administrators = [] if stand_in else [person for person in known if person.get("admin")]
    return next(iter([*administrators, *known]), {})
