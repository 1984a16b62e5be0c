"""What holds for every test: drawn examples without a time limit, and no window on the screen of the person who runs them."""

import os
import signal

from hypothesis import settings

# Shared fixtures: one PostgreSQL for the whole session, centrals that listen on real sockets; a screen for each process.
pytest_plugins = ["tests.postgres", "tests.centrals", "tests.displays"]

# On a busy machine an example takes as long as it takes; in CI the same examples are drawn each time.
settings.register_profile("person", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "person")

# Who starts the tests in the background lets them hear no Ctrl+C and no hang-up, and what they start would not hear them either. A handler
# that does nothing is not handed on.
for each in (signal.SIGINT, getattr(signal, "SIGHUP", signal.SIGINT)):
    if signal.getsignal(each) is signal.SIG_IGN:
        signal.signal(each, lambda *_: None)

if not os.environ.get("DISPLAY"):
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
