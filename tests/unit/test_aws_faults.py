"""Why AWS can't be asked as whom the settings name: each mistake of an operator is a sentence. It asks no network."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.clients.aws import Aws
from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError

OPTIONS = {"environment": "lab", "account_id": "012345678901", "region": "us-east-1", "endpoint": "", "ca_file": ""}
CONFIGURATION = """
[profile sso]
sso_session = my
sso_account_id = 012345678901
sso_role_name = admin
[sso-session my]
sso_region = us-east-1
sso_start_url = https://nowhere.example.org/start
[profile old-sso]
sso_region = us-east-1
sso_start_url = https://nowhere.example.org/start
sso_account_id = 012345678901
sso_role_name = admin
[profile process]
credential_process = false
[profile half]
aws_access_key_id = AKIAHALF
[profile circle]
role_arn = arn:aws:iam::012345678901:role/admin
source_profile = nobody
[profile sideways]
region = eu-west-1
aws_access_key_id = AKIA
aws_secret_access_key = secret
"""
SIGN_IN = "Sign in to AWS, for example with `aws sso login --profile {}`, or name another profile in map_aws_profile."


@pytest.fixture(autouse=True)
def own_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The operator's files and variables are those of this test."""
    file = tmp_path / "config"
    file.write_text(CONFIGURATION)
    for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in (
        ("HOME", str(tmp_path)),
        ("AWS_CONFIG_FILE", str(file)),
        ("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials")),
        ("AWS_EC2_METADATA_DISABLED", "true"),
    ):
        monkeypatch.setenv(name, value)
    return file


def told(**options: t.Any) -> str:
    """What is said when AWS shall be asked with these options."""
    with pytest.raises(MapError) as caught:
        Aws({**OPTIONS, "profile": "", "access_key_id": "", "secret_access_key": "", **options}, ["s3"])
    return str(caught.value)


@pytest.mark.parametrize("name", ["map-lab", "default"])
def test_a_profile_that_isnt_there_is_named(name: str) -> None:
    assert told(profile=name) == (
        f"The AWS profile '{name}' is not configured here. Add it with `aws configure --profile {name}` or "
        f"`aws configure sso --profile {name}`, or name another in map_aws_profile; empty means the usual search."
    )


def test_so_is_one_that_the_shell_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "elsewhere")
    assert "The AWS profile 'elsewhere' is not configured here." in told()
    assert "or name another in AWS_PROFILE." in told()


@pytest.mark.parametrize("profile", ["sso", "old-sso", "process", "half"])
def test_who_isnt_signed_in_is_told_how(profile: str) -> None:
    said = told(profile=profile)
    assert said.startswith("Nobody is signed in to AWS: ")
    assert said.endswith(f". {SIGN_IN.format(profile)}")
    assert ".." not in said


def test_without_any_profile_too() -> None:
    assert told() == (
        "Nobody is signed in to AWS: Unable to locate credentials. "
        "Sign in to AWS, for example with `aws sso login`, or name a profile in map_aws_profile."
    )


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"profile": "circle"}, "nobody"),
        ({"profile": "sso", "region": "no region"}, "no region"),
        ({"profile": "sideways"}, "your AWS credentials are set to eu-west-1"),
    ],
)
def test_other_mistakes_are_sentences(options: dict[str, str], says: str) -> None:
    assert says in told(**options)


def test_a_configuration_that_cant_be_read_is_named(own_configuration: Path) -> None:
    own_configuration.write_text("[profile x\n")
    assert told(profile="x") == (
        f"Your AWS configuration can't be used: Unable to parse config file: {own_configuration}. "
        "Correct it (~/.aws/config, unless AWS_CONFIG_FILE names another), then run again."
    )
