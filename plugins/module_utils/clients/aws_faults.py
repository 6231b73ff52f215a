"""What keeps a request from AWS, or what AWS said against it, in sentences that say what to do."""

from __future__ import annotations

import os
import typing as t

from ..plan import MapError
from . import patience

_NOBODY = {
    *("NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError"),
    *("SSOError", "TokenRetrievalError", "NoAuthTokenError", "LoginError"),
}
"""What botocore's errors are called, or those that they derive from, while nobody is signed in."""


def of_configuration(error: Exception, options: dict[str, t.Any]) -> MapError:
    """Of what is configured here, before anything was asked. options: the `aws` option of a module"""
    kinds = _kinds(error)
    if kinds & _NOBODY:
        return _sign_in(error, options)
    if "ProfileNotFound" in kinds:
        name = getattr(error, "kwargs", {}).get("profile", options["profile"])
        other = "map_aws_profile; empty means the usual search" if options["profile"] else "AWS_PROFILE"
        return MapError(
            f"The AWS profile '{name}' is not configured here. Add it with `aws configure --profile {name}` or "
            f"`aws configure sso --profile {name}`, or name another in {other}."
        )
    where = "~/.aws/config, unless AWS_CONFIG_FILE names another"
    return MapError(f"Your AWS configuration can't be used: {_text(error)}. Correct it ({where}), then run again.")


def of_request(error: Exception, options: dict[str, t.Any], service: str, operation: str) -> MapError:
    """Of a request that AWS refused, or that it didn't get."""
    code = patience.code(error)
    if code:
        response: dict[str, t.Any] = getattr(error, "response", {})
        message = response["Error"].get("Message", "").rstrip(".")
        operation = getattr(error, "operation_name", operation)
        return MapError(f"AWS refused {service} {operation}: {code}: {message}. {_advice(code)}")
    if _kinds(error) & _NOBODY:
        return _sign_in(error, options)
    where = options["endpoint"] or f"AWS in {options['region']}"
    return MapError(
        f"The request {service} {operation} did not get through: {_text(error)}. "
        f"Check that {where} can be reached from here, then run again."
    )


def _sign_in(error: Exception, options: dict[str, t.Any]) -> MapError:
    profile = options["profile"] or os.environ.get("AWS_PROFILE", "")
    command, another = (f"aws sso login --profile {profile}", "another") if profile else ("aws sso login", "a")
    return MapError(
        f"Nobody is signed in to AWS: {_text(error)}. "
        f"Sign in to AWS, for example with `{command}`, or name {another} profile in map_aws_profile."
    )


def _advice(code: str) -> str:
    if "Denied" in code or "Unauthorized" in code:
        return "Give your AWS user the right to do this, or use the profile of an administrator."
    if patience.is_throttle(code):
        return "AWS is busy; it was tried again and again. Run it again in a few minutes."
    if "Token" in code or "Signature" in code or code == "AuthFailure":
        return "Your AWS credentials are wrong or have expired; sign in again."
    return "Mend what it names, then run again."


def _kinds(error: Exception) -> set[str]:
    return {kind.__name__ for kind in type(error).__mro__}


def _text(error: Exception) -> str:
    return str(error).strip().rstrip(".")
