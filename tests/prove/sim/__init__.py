"""A whole office in one process and virtual time, from one seed: real services, ledgers and central; invented clock, ids, network, crashes.

Real: everything under `app`, from the services to the HTTP routes of central, SQLCipher files and central's SQLite file, every
message as the bytes that travel. Invented (`tests.prove.sim`): the clock, ids and random bytes (`world`, from the seed), the
threads of a desk (`threads`: lanes are stepped when they are due), TCP and TLS (`line`: a request is handed to central's ASGI
application), the keyring (in memory). A crash is the death of a process at a commit point: what was committed is kept, everything
else is gone with all memory. Not modelled: power cuts that lose what a disk had promised (`tests.prove.kills` and the settings
checked in tests/integration/test_ledger_commits.py), TLS itself and the operating system's sockets (`tests.prove.chaos`).
"""
