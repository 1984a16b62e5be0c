"""What holds for every story between parts: nobody in it waits for a passphrase or a password to be stretched."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.desks import cheap_keys


@pytest.fixture(scope="module", autouse=True)
def keys_at_no_cost() -> Iterator[None]:
    """What they cost in an office is the matter of tests/unit/test_keystore.py and tests/unit/test_crypto.py."""
    with cheap_keys():
        yield
