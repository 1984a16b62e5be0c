"""`python -m tests.prove G1 [--runs N] [--seed K]`: one guarantee tried many times; its counts on one line, 0 if it held."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from app import checkout


def main(argv: Sequence[str]) -> int:
    """The named proof was made; its exit code."""
    checkout.ensure("tests.prove", for_tests=True)
    from tests.prove import kills  # only now: before the line above what it needs may not be installed

    proofs: dict[str, Callable[[Sequence[str]], int]] = {"G1": kills.main}
    if not argv or argv[0] not in proofs:
        print(f"which guarantee? {', '.join(proofs)}", file=sys.stderr)
        return 2
    return proofs[argv[0]](argv[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
