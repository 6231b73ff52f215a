"""Whether a password is the one of which a server stores the hash."""

from __future__ import annotations

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.clients.mysql_password import fits

# A hash that MySQL 9.7 made; its salt has control characters, as most have.
HASH = "$A$00A$'\n\x17\x1bmf{JR+ok^\x18\x1e(6.-:naMhpxhAt0Bz1zyUFCs1GETziclR045W1t13h3SIap6"


@pytest.mark.parametrize(
    ("password", "stored", "expected"),
    [
        ("a b'c", HASH, True),
        ("a b'd", HASH, False),
        ("", HASH, False),
        ("a b'c", "", False),
        ("a b'c", HASH[:-1], False),
        ("a b'c", "*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19", False),
        ("a b'c", HASH.replace("$A$00A$", "$A$00Z$"), False),
        ("a b'c", "$A$005$THISISACOMBINATIONOFINVALIDSALTANDPASSWORDTHATMUSTNEVERBRBEUSED", False),
    ],
)
def test_password_against_a_stored_hash(password: str, stored: str, expected: bool) -> None:
    assert fits(password, stored) is expected
