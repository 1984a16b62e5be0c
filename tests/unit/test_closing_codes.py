"""The code of a closing sheet is typed by whoever holds a scanner: nothing it says is believed that no sheet can say."""

from __future__ import annotations

import zlib
from base64 import b32encode
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from app.cli.fees import table_of
from app.cli.outage import moment
from app.cli.terminal import address
from app.devices.terminal_simulator.script import read_script
from app.domain.errors import Refused
from app.wire.closing_code import PREFIX, read_code

pack = msgspec.msgpack.encode


def a_code(plain: bytes) -> str:
    packed = zlib.compress(plain, 9)
    return PREFIX + b32encode(sha256(packed).digest()[:8] + packed).decode().rstrip("=")


def a_sheet(rows: bytes, closing: bytes = pack("26410-07-D0001")) -> bytes:
    return b"\x99" + b"".join(map(pack, ("26410", "07", "2026-11-20"))) + closing + rows + pack({}) + pack(0) + pack(None) + pack(0)


@pytest.mark.parametrize(
    "plain",
    [
        a_sheet(b"\x91" * 100_000 + b"\x01"),  # endless nesting
        bytes(50_000_000),  # more than is ever unpacked
        a_sheet(pack([]), closing=b"\xa2\xff\xfe"),
        a_sheet(pack([[1]])),
        a_sheet(pack([["", "a", 0, "local", *[0] * 9]] * 2_001)),
        b"",
    ],
)
def test_a_forged_code_is_damaged_and_stops_nothing(plain: bytes) -> None:
    with pytest.raises(Refused, match="code_damaged"):
        read_code(a_code(plain))


def test_files_and_moments_nobody_means_are_refused(tmp_path: Path) -> None:
    nested = tmp_path / "nested.toml"
    nested.write_text("a=" + "[" * 50_000)
    with pytest.raises(Refused, match="fee_table_unreadable"):
        table_of(str(nested))
    with pytest.raises(Refused, match="script_invalid"):
        read_script(nested)
    for edge in ("0001-01-01T00:00+23:59", "9999-12-31T23:59-23:59"):
        with pytest.raises(Refused, match="moment_unknown_form"):
            moment(edge)
    with pytest.raises(Refused, match="listen_unknown_form"):
        address("terminal:" + "9" * 5_000)
