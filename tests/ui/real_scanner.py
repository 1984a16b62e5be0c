"""A scanner at the display: what it reads comes as keys of its own keyboard, as fast as the screen system takes them, and then Enter.

A program of its own, so that display and authority are those of the one who starts it. All keys are on their way before the first is seen,
and the screen system serves nobody else between them: how busy the machine is makes no difference to the time between them.
"""

from __future__ import annotations

import ctypes
import sys

SHIFT, ENTER = 0xFFE1, 0xFF0D


def read(text: str) -> None:
    x11, test = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XKeysymToKeycode.argtypes = [ctypes.c_void_p, ctypes.c_ulong]
    x11.XkbKeycodeToKeysym.argtypes = [ctypes.c_void_p, ctypes.c_ubyte, ctypes.c_int, ctypes.c_int]
    x11.XkbKeycodeToKeysym.restype = ctypes.c_ulong
    x11.XCloseDisplay.argtypes = [ctypes.c_void_p]
    x11.XGrabServer.argtypes = x11.XUngrabServer.argtypes = [ctypes.c_void_p]
    test.XTestFakeKeyEvent.argtypes = [ctypes.c_void_p, ctypes.c_uint, ctypes.c_int, ctypes.c_ulong]
    display = x11.XOpenDisplay(None)
    assert display, "no display"
    shift = x11.XKeysymToKeycode(display, SHIFT)
    x11.XGrabServer(display)
    for sign in [*map(ord, text), ENTER]:
        key = x11.XKeysymToKeycode(display, sign)
        shifted = x11.XkbKeycodeToKeysym(display, key, 0, 0) != sign
        presses = [(key, True), (key, False)]
        for code, down in [(shift, True), *presses, (shift, False)] if shifted else presses:
            test.XTestFakeKeyEvent(display, code, down, 0)
    x11.XUngrabServer(display)
    x11.XCloseDisplay(display)  # sends them


if __name__ == "__main__":
    read(sys.argv[1])
