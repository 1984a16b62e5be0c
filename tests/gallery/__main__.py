"""`python -m tests.gallery --out DIR`: every tab, page, form and list of the window as PNG, at a desk that has a day's work behind it.

Made to be looked at, picture by picture, before a release: in Korean and English, light and high contrast, on a small and a large screen.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

OTHERS = "others"


def main() -> int:
    """The pictures lie in the folder; how many is printed."""
    parser = argparse.ArgumentParser(prog="python -m tests.gallery", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the folder they are written to, one folder in it for each look")
    parser.add_argument("--quick", action="store_true", help="Korean, light, 1366×768 only")
    parser.add_argument(
        "--tab", default="", help=f"this tab alone; {OTHERS}: the desks that are empty, in trouble, for training, being made"
    )
    asked = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")  # the offscreen platform complains of size hints each time
    # Qt reads both when it is loaded.
    from pytestqt.qt_compat import qt_api

    qt_api.set_qt_api("pyqt6")  # the hands of the tests press keys here too; pytest would have chosen it
    from tests.gallery.desk import a_busy_desk
    from tests.gallery.first_start import shoot_first_start
    from tests.gallery.other_desks import shoot_others
    from tests.gallery.walk import LOOKS, Gallery

    with TemporaryDirectory(prefix="minwon-gallery-") as folder, a_busy_desk(Path(folder)) as home:
        for look in LOOKS[: 1 if asked.quick else None]:
            out = asked.out / look.name
            made = Gallery(home, out, look).shoot([asked.tab] if asked.tab else ()) if asked.tab != OTHERS else 0
            if asked.tab in ("", OTHERS):
                made += shoot_others(Path(folder), out, look) + shoot_first_start(Path(folder), out, look)
            print(f"{out}: {made}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
