"""Blobs that DataJoint packed (0.13.8 and 0.14.10 give the same), read without it."""

from __future__ import annotations

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.clients.datajoint_blob import innermost_line, readable_key

# A key of every kind of value: int, str, datetime, date, time, Decimal, UUID, float, bool, None.
KEY = bytes.fromhex(
    "646a3000040c000000000000001300000000000000050a000000000000007375626a6563745f696406000000000000000a03007cba06"
    "100000000000000005070000000000000073657373696f6e04000000000000000a0100030d000000000000000504000000000000006e"
    "616d650c0000000000000005030000000000000077c3a90d000000000000000504000000000000007768656e0d000000000000007475"
    "d83401b478bcf01b0000000c000000000000000503000000000000006461790d000000000000007475d83401ffffffffffffffff0b00"
    "00000000000005020000000000000061740d0000000000000074ffffffffc06c2560020000000c000000000000000503000000000000"
    "006465630d00000000000000640400000000000000312e35300a00000000000000050100000000000000751100000000000000750000"
    "00000000000000000000000000050a000000000000000501000000000000006609000000000000000d000000000000f83f0a00000000"
    "0000000501000000000000006202000000000000000b010a000000000000000501000000000000006e0100000000000000ff0c000000"
    "000000000503000000000000006e656704000000000000000a0100f9"
)
# Numbers of numpy's: int64 and float32.
NUMPY = bytes.fromhex(
    "646a30000402000000000000000d00000000000000050400000000000000756e697419000000000000004100000000000000000e0000"
    "000000000005000000000000000a00000000000000050100000000000000781500000000000000410000000000000000070000000000"
    "000000002040"
)
# A long one is compressed: 1200 times x, and a number.
LONG = bytes.fromhex(
    "5a4c313233000105000000000000789c4bc9326060616280005e28cdca0265e4e4e7a5ef84725837401915a360148c825130440017ac"
    "546384328a61c51b172303230094273772"
)
# A stack of an error, compressed.
STACK = bytes.fromhex(
    "5a4c313233006404000000000000789cedcb3b0ec2301084e114d0f814a3542045bccaf4700204f56256c264635b6b478a6fcfa3e10e"
    "c85ff54f31f7e7ae595e17cdd759c9f28dec80d5185286b2659f6149044229af7b039c9c30da6d7491c579fe05c747499b58da0e9f8d"
    "fda183f31869e0f70d98cd8564e2a36ad01e3e985255d5df7b01ef0ffe88"
)


@pytest.mark.parametrize(
    ("blob", "text"),
    [
        (
            KEY,
            "subject_id=440956, session=3, name=wé, when=2024-05-01 12:00:03.000500, day=2024-05-01, at=01:02:03, "
            "dec=1.50, u=00000000-0000-0000-0000-000000000005, f=1.5, b=True, n=None, neg=-7",
        ),
        (NUMPY, "unit=5, x=2.5"),
        (LONG, f"long={'x' * 1200}, s=1"),
        (STACK, ""),
        (KEY[:-3], ""),
        (b"", ""),
        (None, ""),
        (b"nonsense", ""),
        (b"dj0\0\x04" + b"\xff" * 8, ""),
    ],
)
def test_a_key_as_people_read_it(blob: bytes | None, text: str) -> None:
    assert readable_key(blob) == text


@pytest.mark.parametrize(
    ("blob", "line"),
    [
        (STACK, 'File "/pipeline/pipeline/ephys.py", line 12, in make'),
        (STACK[:-20], 'File "/pipeline/pipeline/ephys.py", line 12, in make'),  # the column was cut short
        (KEY, ""),
        (None, ""),
    ],
)
def test_where_an_error_came_from(blob: bytes | None, line: str) -> None:
    assert innermost_line(blob) == line


def test_every_beginning_of_a_blob_is_harmless() -> None:
    for blob in (KEY, NUMPY, LONG, STACK):
        for length in range(len(blob)):
            assert isinstance(readable_key(blob[:length]) + innermost_line(blob[:length]), str)
