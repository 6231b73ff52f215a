"""What the role webgui gives each service: its own settings and secrets, and no other's."""

from __future__ import annotations

import json
import typing as t

import pytest

from tests.unit.role_variable import role_variable

GIVEN = {
    "map_environment": "lab",
    "map_account_id": "012345678901",
    "map_domain": "map.example.org",
    "map_database_address": "database.example.org",
    "map_database_ca_file": "/etc/ssl/certs/rds-global-bundle.pem",
    "map_container_aws_ca_file": "",
    "map_report_location": "/report/v2",
    "map_database_webgui_password": "canary-of-the-database",
    "webgui_demo_password": "canary-of-the-sign-in",
    "webgui_jwt_secret": "canary-of-the-tokens",
    "store_keys_found": {
        "access_keys": {"webgui": {"access_key_id": "AKIATEST", "secret_access_key": "canary-of-the-store"}}
    },
}
OWN = {
    "mapapi": {"mapapi/DJ_PASS": "canary-of-the-database", "mapapi/AWS_SECRET_ACCESS_KEY": "canary-of-the-store"},
    "map-node-server": {
        "node_server/DEMO_PASSWORD": "canary-of-the-sign-in",
        "node_server/JWT_SECRET": "canary-of-the-tokens",
    },
    "map-navigator": {},
    "stage_pruner": {},
}
NAMES = {
    "mapapi": {"DJ_HOST", "DJ_USER", "WORKER_COUNT", "MAP_API_PORT", "MAP_S3_BUCKET", "AWS_ACCESS_KEY_ID"}
    | {"MAP_REPORT_STORE_LOCATION", "MAP_REPORT_STORE_STAGE"},
    "map-node-server": {"NODE_ENV", "DEMO_USERNAME", "PY_BACKEND"},
    "map-navigator": {"PROD_NODE_BACKEND"},
}
"""The names of variables that upstream's code reads; secrets are files, of which the images make variables."""


@pytest.fixture(scope="module")
def services() -> dict[str, t.Any]:
    return t.cast("dict[str, t.Any]", role_variable("webgui", "__webgui_definition", GIVEN)["services"])


@pytest.fixture(scope="module")
def secrets() -> dict[str, str]:
    files = role_variable("webgui", "__webgui_files", GIVEN)
    return {file["path"]: file["secret_content"] for file in files if "secret_content" in file}


@pytest.mark.parametrize("service", OWN)
def test_a_service_gets_its_own_secrets_as_files(
    services: dict[str, t.Any], secrets: dict[str, str], service: str
) -> None:
    mounted = {path for path in secrets for volume in services[service].get("volumes", []) if f"./{path}:" in volume}
    assert {path: secrets[path] for path in mounted} == OWN[service]
    assert "canary" not in json.dumps(services[service])


@pytest.mark.parametrize("service", NAMES)
def test_upstreams_names_stay(services: dict[str, t.Any], service: str) -> None:
    assert set(services[service]["environment"]) >= NAMES[service]


def test_only_the_navigator_is_published_and_mapapi_listens_inside(services: dict[str, t.Any]) -> None:
    assert {name for name, service in services.items() if "ports" in service} == {"map-navigator"}
    assert services["map-navigator"]["ports"] == ["127.0.0.1:9000:9000"]
    assert services["mapapi"]["environment"]["MAP_API_BIND"] == "mapapi-inside"
    assert services["mapapi"]["networks"]["inside"] == {"aliases": ["mapapi-inside"]}
    assert services["map-node-server"]["networks"] == {"inside": {}}


def test_figures_are_asked_for_where_they_are(services: dict[str, t.Any]) -> None:
    environment = services["mapapi"]["environment"]
    assert environment["MAP_REPORT_STORE_LOCATION"] == "report/v2"
    assert environment["MAP_S3_ENDPOINT"] == environment["MAP_FIGURE_ENDPOINT"] == "s3.us-east-1.amazonaws.com"
    assert environment["MAP_FIGURE_URL_SECONDS"] == "10800"
    assert environment["SSL_CERT_FILE"] == "/etc/ssl/certs/ca-certificates.crt"
