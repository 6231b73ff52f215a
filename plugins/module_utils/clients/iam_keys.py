"""Reads and sets the users whose access keys DataJoint's stores need."""

from __future__ import annotations

import functools
import json
import typing as t

from ..plan import MapError
from ..plans.iam_keys import POLICY, Actual, Parameter, User, Wanted
from .aws import Aws, tags

Keys = dict[str, dict[str, str]]
"""name of a parameter -> access_key_id and secret_access_key"""


class Client:
    """The users of one environment. Its methods are the calls of plans/iam_keys.py.

    options: the `aws` option of a module.
    """

    def __init__(self, options: dict[str, t.Any]) -> None:
        self._aws = Aws(options, ["iam", "ssm"])
        self._tags = [{"Key": key, "Value": value} for key, value in tags(options).items()]
        self._path = f"/map/{options['environment']}/s3"
        self._stored: set[str] = set()

    def read(self, wanted: list[Wanted]) -> Actual:
        """All wanted users that exist and all parameters of the environment; one round trip. Holds no secret."""
        reads = [functools.partial(self._keys, item.user) for item in wanted]
        details, parameters, *keys = self._aws.together(self._details, self._parameters, *reads)
        key_of = dict(zip((item.user for item in wanted), keys, strict=True))
        self._stored = {parameter["Name"] for parameter in parameters}
        return Actual(
            users={user["UserName"]: _user(user, key_of) for user in details if user["UserName"] in key_of},
            parameters={
                parameter["Name"]: Parameter(_key(parameter).get("access_key_id"), parameter["Type"] == "SecureString")
                for parameter in parameters
            },
        )

    def read_keys(self) -> Keys:
        """The stored keys, secrets included."""
        return {parameter["Name"]: _key(parameter) for parameter in self._parameters()}

    def create_user(self, user: str) -> None:
        self._aws.call("iam", "create_user", absent={"EntityAlreadyExists"}, UserName=user, Tags=self._tags)

    def put_policy(self, user: str, document: dict[str, t.Any]) -> None:
        text = json.dumps(document)
        what = {"PolicyName": POLICY, "PolicyDocument": text}
        self._aws.call_new("iam", "put_user_policy", UserName=user, **what)

    def delete_policy(self, user: str, name: str) -> None:
        self._aws.call("iam", "delete_user_policy", absent={"NoSuchEntity"}, UserName=user, PolicyName=name)

    def detach_policy(self, user: str, name: str) -> None:
        self._aws.call("iam", "detach_user_policy", absent={"NoSuchEntity"}, UserName=user, PolicyArn=name)

    def leave_group(self, user: str, name: str) -> None:
        self._aws.call("iam", "remove_user_from_group", absent={"NoSuchEntity"}, UserName=user, GroupName=name)

    def remove_key(self, user: str, key: str) -> None:
        self._aws.call("iam", "delete_access_key", absent={"NoSuchEntity"}, UserName=user, AccessKeyId=key)

    def make_key(self, user: str, parameter: str) -> None:
        """Make a key and store it at once: AWS tells its secret only now."""
        before = set(self._keys(user))
        made = self._create_key(user, before)
        value = json.dumps({"access_key_id": made["AccessKeyId"], "secret_access_key": made["SecretAccessKey"]})
        self._store(parameter, value)
        # A request whose answer was lost is repeated and makes a second key, which nobody knows.
        for key in set(self._keys(user)) - before - {made["AccessKeyId"]}:
            self.remove_key(user, key)

    def _create_key(self, user: str, before: set[str]) -> dict[str, str]:
        answer = self._aws.call_new("iam", "create_access_key", absent={"LimitExceeded"}, UserName=user)
        if answer is None:
            for key in set(self._keys(user)) - before:
                self.remove_key(user, key)
            answer = self._aws.call("iam", "create_access_key", UserName=user)
        return t.cast("dict[str, str]", answer["AccessKey"])

    def _store(self, name: str, value: str) -> None:
        wanted: dict[str, t.Any] = {"Name": name, "Value": value, "Type": "SecureString"}
        if name not in self._stored:
            exists = {"ParameterAlreadyExists"}
            # AWS takes tags only with a new parameter.
            if self._aws.call("ssm", "put_parameter", absent=exists, Tags=self._tags, **wanted) is not None:
                return
        self._aws.call("ssm", "put_parameter", Overwrite=True, **wanted)

    def _keys(self, user: str) -> dict[str, str]:
        answer = self._aws.call("iam", "list_access_keys", absent={"NoSuchEntity"}, UserName=user)
        return {key["AccessKeyId"]: key["Status"] for key in (answer or {}).get("AccessKeyMetadata", [])}

    def _details(self) -> list[dict[str, t.Any]]:
        return self._aws.pages("iam", "get_account_authorization_details", "UserDetailList", Filter=["User"])

    def _parameters(self) -> list[dict[str, t.Any]]:
        return self._aws.pages("ssm", "get_parameters_by_path", "Parameters", Path=self._path, WithDecryption=True)


def _user(details: dict[str, t.Any], key_of: dict[str, dict[str, str]]) -> User:
    return User(
        policies={item["PolicyName"]: item["PolicyDocument"] for item in details.get("UserPolicyList", [])},
        attached=tuple(item["PolicyArn"] for item in details.get("AttachedManagedPolicies", [])),
        groups=tuple(details.get("GroupList", [])),
        keys=key_of[details["UserName"]],
    )


def _key(parameter: dict[str, t.Any]) -> dict[str, str]:
    """What is stored, when it is a key; else nothing."""
    try:
        found = json.loads(parameter["Value"])
    except ValueError:
        return {}
    whole = isinstance(found, dict) and all(
        isinstance(found.get(part), str) and found[part] for part in ("access_key_id", "secret_access_key")
    )
    return t.cast("dict[str, str]", found) if whole else {}


def chosen(keys: Keys, wanted: list[Wanted]) -> dict[str, dict[str, str]]:
    """consumer -> its key. Raises MapError with the names of those that have none."""
    missing = [item.parameter for item in wanted if not keys.get(item.parameter)]
    if missing:
        raise MapError(
            f"The parameter store holds no access key under {', '.join(missing)}. "
            "Make it with the playbook storage (or provision), then run again."
        )
    return {item.consumer: keys[item.parameter] for item in wanted}
