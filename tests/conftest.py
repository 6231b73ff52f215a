"""Fixtures that all tests share."""

from __future__ import annotations

from tests.strict_aws.fixtures import strict_aws, strict_server

__all__ = ["strict_aws", "strict_server"]
