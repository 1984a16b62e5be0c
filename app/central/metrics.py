"""What Prometheus may ask of central (`GET /metrics`): counts and times, never an office, a desk or a name.

The numbers of all worker processes lie in one piece of shared memory, a row for each process that only it writes; whichever process
is asked adds the rows up. Prometheus' own client library was not taken: its way for several processes is files on disk.
"""

from __future__ import annotations

import mmap
import os
from pathlib import Path
from typing import Final

ROUTES: Final = ("push", "feed", "session", "challenge", "enrol", "staff", "central", "health", "metrics", "other")
STATUSES: Final = ("2xx", "4xx", "5xx")
SECONDS: Final = (0.005, 0.025, 0.1, 0.5, 2.5)  # a long poll is in none of them but +Inf
OUTCOMES: Final = ("applied", "conflicted", "quarantined")
_BOUNDS = (*(f"{bound:g}" for bound in SECONDS), "+Inf")

_COUNTERS = {
    "minwon_requests_total": [f'route="{route}",status="{status}"' for route in ROUTES for status in STATUSES],
    "minwon_request_seconds_bucket": [f'route="{route}",le="{bound}"' for route in ROUTES for bound in _BOUNDS],
    "minwon_request_seconds_sum": [f'route="{route}"' for route in ROUTES],
    "minwon_request_seconds_count": [f'route="{route}"' for route in ROUTES],
    "minwon_entries_total": [f'outcome="{outcome}"' for outcome in OUTCOMES],
    "minwon_feed_items_total": [""],
    "minwon_shed_total": [""],
    "minwon_lines_cut_total": [""],
    "minwon_transactions_repeated_total": [""],
}
_GAUGES = {"minwon_in_flight": [""], "minwon_waiting": [""], "minwon_lines": [""], "minwon_resident_bytes": [""]}
_HELP = {
    "minwon_requests_total": "requests answered",
    "minwon_request_seconds": "how long answers took; a feed that waits for news counts its waiting",
    "minwon_entries_total": "entries acknowledged, by what became of them; a batch that came twice counts twice",
    "minwon_feed_items_total": "entries given to desks",
    "minwon_shed_total": "requests turned away because there was no room",
    "minwon_lines_cut_total": "lines ended or turned away because there were too many",
    "minwon_transactions_repeated_total": "transactions the database undid for another's sake and that were done again",
    "minwon_in_flight": "requests that hold or await a database thread",
    "minwon_waiting": "desks that wait for news",
    "minwon_lines": "lines that are open, of desks and strangers",
    "minwon_resident_bytes": "memory of all worker processes; shared pages count in each",
}
_SLOTS = {
    (name, labels): place for place, (name, labels) in enumerate((n, each) for n, all_ in (_COUNTERS | _GAUGES).items() for each in all_)
}


class Metrics:
    """Made before the worker processes are; each calls `work_as` first. Event loop's thread only."""

    def __init__(self, workers: int = 1) -> None:
        self._workers, self._base = workers, 0
        self._values = memoryview(mmap.mmap(-1, workers * len(_SLOTS) * 8)).cast("d")

    def work_as(self, worker: int) -> None:
        """This process writes that row; what one that died had counted stays."""
        self._base = worker * len(_SLOTS)

    def add(self, name: str, labels: str = "", by: float = 1.0) -> None:
        """The counter is higher by that."""
        self._values[self._base + _SLOTS[name, labels]] += by

    def put(self, name: str, value: float) -> None:
        """This process' share of the gauge or counter is that."""
        self._values[self._base + _SLOTS[name, ""]] = value

    def answered(self, route: str, status: int, seconds: float) -> None:
        """One request more."""
        name = route if route in ROUTES else "other"
        self.add("minwon_requests_total", f'route="{name}",status="{min(5, max(2, status // 100))}xx"'.replace("3xx", "2xx"))
        self.add("minwon_request_seconds_sum", f'route="{name}"', seconds)
        self.add("minwon_request_seconds_count", f'route="{name}"')
        for bound, text in zip((*SECONDS, float("inf")), _BOUNDS, strict=True):
            if seconds <= bound:
                self.add("minwon_request_seconds_bucket", f'route="{name}",le="{text}"')

    def text(self) -> bytes:
        """Everything, in Prometheus' text format 0.0.4."""
        lines: list[str] = []
        told: set[str] = set()
        for (name, labels), place in _SLOTS.items():
            family = name.removesuffix("_bucket").removesuffix("_sum").removesuffix("_count")
            if family not in told:
                told.add(family)
                kind = "gauge" if name in _GAUGES else "histogram" if family != name else "counter"
                lines += [f"# HELP {family} {_HELP[family]}", f"# TYPE {family} {kind}"]
            value = sum(self._values[worker * len(_SLOTS) + place] for worker in range(self._workers))
            lines.append(f"{name}{{{labels}}} {value:g}" if labels else f"{name} {value:.0f}")
        return "\n".join(lines).encode() + b"\n"


def resident_bytes() -> float:
    """Memory of this process; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * float(os.sysconf("SC_PAGE_SIZE"))
    except OSError:
        return 0.0
