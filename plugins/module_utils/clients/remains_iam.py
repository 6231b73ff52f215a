"""What an environment has in IAM and in the parameter store: who may do what, and with which keys."""

from __future__ import annotations

import functools
import typing as t

from ..plans.cloud_remains import Thing
from .remains_base import Item, Remains

_GONE = {"NoSuchEntity"}


class Rights(Remains):
    """Calls of plans/cloud_remains.py."""

    def read_iam(self) -> list[Thing]:
        name, store = f"{self._prefix}host", f"/map/{self._environment}/s3"
        details = functools.partial(self._aws.pages, "iam", "get_account_authorization_details")
        users, roles, profile, parameters = self._aws.together(
            functools.partial(details, "UserDetailList", Filter=["User"]),
            functools.partial(details, "RoleDetailList", Filter=["Role"]),
            functools.partial(self._aws.call, "iam", "get_instance_profile", absent=_GONE, InstanceProfileName=name),
            functools.partial(self._aws.pages, "ssm", "get_parameters_by_path", "Parameters", Path=store),
        )
        profiles = [profile["InstanceProfile"]] if profile else []
        return [
            *(thing for item in profiles for thing in self._entity("instance profile", "InstanceProfileName", item)),
            *(thing for item in roles for thing in self._entity("role", "RoleName", item)),
            *(thing for item in users for thing in self._entity("user", "UserName", item)),
            *(Thing("parameter", item["Name"], item["Name"]) for item in parameters),
        ]

    def delete_instance_profile(self, id: str) -> None:  # noqa: A002
        name = {"InstanceProfileName": id}
        found = self._aws.call("iam", "get_instance_profile", absent=_GONE, **name)
        for role in found["InstanceProfile"]["Roles"] if found else []:
            self._iam("remove_role_from_instance_profile", RoleName=role["RoleName"], **name)
        self._delete("instance profile", id, **name)

    def delete_role(self, id: str) -> None:  # noqa: A002
        name = {"RoleName": id}
        for policy in self._held("list_attached_role_policies", "AttachedPolicies", **name):
            self._iam("detach_role_policy", PolicyArn=policy["PolicyArn"], **name)
        for policy in self._held("list_role_policies", "PolicyNames", **name):
            self._iam("delete_role_policy", PolicyName=policy, **name)
        self._delete("role", id, **name)

    def delete_user(self, id: str) -> None:  # noqa: A002
        """The keys first, for they are what lets in."""
        name = {"UserName": id}
        for key in self._held("list_access_keys", "AccessKeyMetadata", **name):
            self._iam("delete_access_key", AccessKeyId=key["AccessKeyId"], **name)
        for policy in self._held("list_user_policies", "PolicyNames", **name):
            self._iam("delete_user_policy", PolicyName=policy, **name)
        for policy in self._held("list_attached_user_policies", "AttachedPolicies", **name):
            self._iam("detach_user_policy", PolicyArn=policy["PolicyArn"], **name)
        for group in self._held("list_groups_for_user", "Groups", **name):
            self._iam("remove_user_from_group", GroupName=group["GroupName"], **name)
        self._delete("user", id, **name)

    def delete_parameter(self, id: str) -> None:  # noqa: A002
        self._aws.call("ssm", "delete_parameter", absent={"ParameterNotFound"}, Name=id)

    def _entity(self, kind: str, key: str, item: Item) -> list[Thing]:
        return self._named(kind, item[key], item[key], item.get("Tags"))

    def _delete(self, kind: str, name: str, **arguments: t.Any) -> None:
        """IAM may not see at once that all is gone that it had."""
        operation = f"delete_{kind.replace(' ', '_')}"
        self._delete_unused(f"the {kind} {name}", "iam", operation, "DeleteConflict", _GONE, **arguments)

    def _iam(self, operation: str, **arguments: t.Any) -> None:
        self._aws.call("iam", operation, absent=_GONE, **arguments)

    def _held(self, operation: str, key: str, **arguments: t.Any) -> list[t.Any]:
        """Nothing where the entity is gone already."""
        found = self._aws.call("iam", operation, absent=_GONE, **arguments)
        return t.cast("list[t.Any]", found[key]) if found else []
