"""Tests with a database and a store. They make the tables, as whoever makes an empty database usable does."""

from __future__ import annotations

import pipeline

pipeline.create_schema_settings.update(create_schema=True, create_tables=True)
