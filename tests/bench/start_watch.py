"""Runs inside a measured process: `python start_watch.py bare|app OFFICE`. Says in JSON when its window is painted, and when it is ready.

Painted: the main window was drawn, all of it, and its login field has the keyboard; the name of the office stands in it, which the
program knows from its ledger alone. Ready: somebody could be signed in. Then the window is closed. The program itself knows nothing of
this: the watch begins at the event loop.
"""

from __future__ import annotations

import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

ROOT = __file__.rpartition("/tests/")[0]
sys.path[0] = ROOT
TICK_MS = 20


def main() -> int:
    """The process as it would run without the watch."""
    what, office = sys.argv[1:3]
    if what == "bare":
        return bare()
    sys.argv[1:] = []
    finders: list[Any] = sys.meta_path
    finders.insert(0, Meanwhile(office))
    from app.__main__ import main as program

    return program()


class Meanwhile:
    """Waits in the import system for the program to load QtWidgets, and sets the watch before the event loop."""

    def __init__(self, office: str) -> None:
        self._office = office

    def find_spec(self, name: str, path: object, target: object = None) -> object:
        """See `importlib.abc.MetaPathFinder`: finds what the others find."""
        if name != "PyQt6.QtWidgets":
            return None
        finders: list[Any] = sys.meta_path
        finders.remove(self)
        spec = next(found for finder in finders if (found := finder.find_spec(name, path)) is not None)
        load = spec.loader.exec_module

        def loaded(module: Any) -> None:
            load(module)
            loop = module.QApplication.exec

            def watched(*_: object) -> int:
                set_watch(self._office)
                return int(loop())

            module.QApplication.exec = watched

        spec.loader.exec_module = loaded
        return spec


def set_watch(office: str) -> None:
    """Everything from here on happens in the event loop."""
    from PyQt6.QtCore import QEvent, QObject, QTimer
    from PyQt6.QtWidgets import QApplication, QLabel, QLineEdit, QTabWidget

    (window,) = [each for each in QApplication.topLevelWidgets() if each.isVisible() and each.isWindow()]
    watched = window.findChild(QTabWidget) if not office else window.focusWidget()
    assert watched is not None

    def is_there() -> bool:
        if not office:
            return True
        named = any(office in each.text() for each in window.findChildren(QLabel) if each.isVisible())
        return named and isinstance(watched, QLineEdit) and watched.hasFocus() and watched.isEnabled()

    def painted() -> None:
        if not watch.told and is_there():
            watch.told = True
            tell(watch.modules)
            ready()

    def ready() -> None:
        if office and not any(type(each).__name__ == "MainWindow" for each in QApplication.allWidgets()):
            QTimer.singleShot(TICK_MS, ready)
            return
        tell(imported())
        window.close()

    class Watch(QObject):
        told = False
        modules: tuple[str, ...] = ()

        def eventFilter(self, _watched: QObject | None, event: QEvent | None) -> bool:
            if event is not None and event.type() == QEvent.Type.Paint:
                watch.modules = watch.modules or imported()  # for this picture, whatever begins to come after it
                QTimer.singleShot(0, painted)  # after this picture is complete and handed to the screen
            return False

    watch = Watch(window)
    watched.installEventFilter(watch)


def imported() -> tuple[str, ...]:
    return tuple(name for name, module in list(sys.modules.items()) if module is not None)


def tell(modules: tuple[str, ...]) -> None:
    """One line for who measures."""
    at, cpu_s = time.monotonic_ns(), time.process_time()
    with open("/proc/self/status", encoding="ascii") as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
    names = ", ".join(f'"{name}"' for name in modules)
    print(f'{{"at_ns": {at}, "cpu_s": {cpu_s}, "peak_mib": {peak}, "modules": [{names}]}}', flush=True)


def bare() -> int:
    """The yardstick: a main window with ten empty tabs and nothing else."""
    from PyQt6.QtWidgets import QApplication, QLabel, QMainWindow, QTabWidget

    app = QApplication(sys.argv[:1])
    window = QMainWindow()
    tabs = QTabWidget()
    for number in range(10):
        tabs.addTab(QLabel(str(number)), f"Tab {number}")
    window.setCentralWidget(tabs)
    window.showMaximized()
    set_watch("")
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
