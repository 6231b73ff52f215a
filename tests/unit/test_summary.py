"""The page that a run ends with."""

from __future__ import annotations

from ansible_collections.mesoscale.map.plugins.module_utils.summary import page

PAGE = r"""The environment 'local' is up

  database  127.0.0.1:13306
  bucket    map-local-report

  account  role     rights
  alice    analyst  SELECT on `map\_%`.*
                    ALL on `alice\_%`.*
  zoe      reader   may sign in, nothing more
"""


def test_page() -> None:
    places = {"database": "127.0.0.1:13306", "host": "", "bucket": "map-local-report"}
    rights = [
        {"account": "alice", "role": "analyst", "grants": [r"SELECT on `map\_%`.*", r"ALL on `alice\_%`.*"]},
        {"account": "zoe", "role": "reader", "grants": []},
    ]
    assert page("The environment 'local' is up", places, rights) == PAGE


def test_nothing_known() -> None:
    assert page("Nothing is there", {"database": ""}, []) == "Nothing is there\n"
