"""Whether this computer has what Qt loads. Asked before Qt is: without it an import fails or, worse, the process is aborted."""

from __future__ import annotations

import os

from app import checkout
from app.domain.errors import Unavailable


def need_drawing(*, on_screen: bool) -> None:
    """Qt can be loaded. Unavailable `system_libraries_missing` with the Debian `packages` to install.

    `on_screen`: also whatever an X display takes. A source checkout has installed them all; a frozen or an installed program has not.
    """
    groups = ("base", "window") if on_screen and os.environ.get("DISPLAY") else ("base",)
    unseen = [group for group in groups if group not in checkout.found]
    if unseen and (missing := checkout.missing_packages(unseen)):
        raise Unavailable("system_libraries_missing", packages=" ".join(missing))
