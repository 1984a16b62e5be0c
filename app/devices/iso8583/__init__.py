"""The card terminal over ISO 8583:1987 and TCP: `CardTerminal` as a real device or the simulator beside this folder answers it."""

from __future__ import annotations

from app.devices.iso8583.line import Dial, Line, dial_tcp
from app.devices.iso8583.terminal import Iso8583Terminal

__all__ = ["Dial", "Iso8583Terminal", "Line", "dial_tcp"]
