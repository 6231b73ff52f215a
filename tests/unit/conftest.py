"""What tests without a world share."""

from __future__ import annotations

import pytest


def pytest_report_teststatus(report: pytest.CollectReport | pytest.TestReport) -> tuple[str, str, str] | None:
    """Thousands of dots tell nobody anything: a test that passed is counted, and not shown."""
    return ("passed", "", "PASSED") if report.when == "call" and report.passed else None
