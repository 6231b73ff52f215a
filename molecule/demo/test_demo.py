"""Every session was computed once, and has a figure in the store."""

from __future__ import annotations

import typing as t

from tests.rehearsal import Rehearsal


def test_every_session_is_computed(rehearsal: Rehearsal) -> None:
    (sessions,) = rehearsal.sql("SELECT count(*) FROM map_v2_experiment.session")
    objects = rehearsal.client("s3").list_objects_v2(Bucket="map-rehearsal-123456789012-report")
    assert sessions[0] > 0
    assert len([one for one in objects["Contents"] if one["Key"].endswith(".png")]) == sessions[0]


def test_the_sheet_is_drawn(host: t.Any) -> None:
    assert host.file("/srv/map/rehearsal/demo/contact_sheet.png").size > 10000
