"""The most memory a process had, as the operating system counts it. Standard library only: whoever is measured imports this.

Not `getrusage`: `ru_maxrss` stays over `exec`, so a process that starts small says there how big its starter was.
"""

from __future__ import annotations

from pathlib import Path


def peak_mib(pid: int | str = "self") -> float:
    """The most memory that process had at once since its program began (resident)."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
