"""How the order of writes, syncs and shown numbers is read from what `strace` wrote."""

from __future__ import annotations

from tests.prove.syscalls import Order, order_of

WRITE = '7 pwrite64(5</home/ledger.db-wal>, "\\0"..., 4096, 0) = 4096'
SYNC = "7 fsync(5</home/ledger.db-wal>) = 0"
SHOWN = r'7 write(1<pipe:[12]>, "{\"ok\":true,\"number\":\"26410-03-"..., 210) = 210'
OTHER = '7 write(9<anon_inode:[eventfd]>, "\\1"..., 8) = 8'


def test_a_number_after_its_sync_is_in_order() -> None:
    assert order_of("\n".join([WRITE, WRITE, SYNC, OTHER, SHOWN])) == Order(1, 0)


def test_a_number_before_its_sync_is_found() -> None:
    assert order_of("\n".join([WRITE, SYNC, WRITE, SHOWN, SYNC, SHOWN])) == Order(2, 1)


def test_the_sync_of_another_file_does_not_count() -> None:
    assert order_of("\n".join([WRITE, SYNC.replace("-wal", ""), SHOWN])) == Order(1, 1)
