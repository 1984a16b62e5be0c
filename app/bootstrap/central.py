"""Central joined to its cryptography: what `minwon central …` does, over one state directory and one database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app import __version__
from app.blobs.folder import OfficeFolders
from app.bootstrap import central_notices
from app.bootstrap.machine import shell_user
from app.central import admin, admin_recovery, staff_log
from app.central.database import CentralDatabase, open_database
from app.central.import_pending import Imported, import_pending
from app.central.notice_queue import standing
from app.central.notice_settings import drop_provider, put_provider
from app.central.server import CentralConfig, RunningCentral, serve
from app.central.state import authority_der, load_identity
from app.central.verify import Report
from app.crypto.central_tools import CentralTools
from app.crypto.clock import SystemClock
from app.crypto.ids import SystemIds
from app.crypto.passwords import Argon2Passwords
from app.domain.entries import Role
from app.domain.errors import IntegrityViolated, Refused
from app.formfiles.catalogue import bundle_of, load_catalogue
from app.services.people import checked_person
from app.settings import Settings


def default_state() -> Path:
    """Where central keeps its keys and its embedded database when nobody says otherwise."""
    from platformdirs import user_data_path

    return user_data_path("minwon-central", appauthor=False)


class CentralAt:
    """See `cli.joints.CentralJoint`. `database` None: SQLite in the state directory; `attachments` None: a folder in it."""

    def __init__(self, settings: Settings, state: Path | None, database: str | None, attachments: Path | None = None) -> None:
        self.state = state or default_state()
        self.attachments = OfficeFolders(attachments or self.state / "attachments")
        self.database_url = database
        self.migrations = settings.data / "migrations" / "central"
        self.resources = settings.data / "resources"
        self.crypto = CentralTools(SystemClock(), SystemIds())

    def serve(
        self, *, listen: str, names: Sequence[str], passphrase: str | None, on_ready: Callable[[RunningCentral], None], workers: int = 1
    ) -> None:
        """It serves until stopped; raises what `central.server.serve` raises."""
        config = CentralConfig(
            state_dir=self.state,
            migrations=self.migrations,
            version=__version__,
            database_url=self.database_url,
            listen=listen,
            names=tuple(names),
            passphrase=passphrase,
            workers=workers,
            attachments=self.attachments,
        )
        serve(config, crypto=self.crypto, on_ready=on_ready)

    @contextmanager
    def _database(self) -> Iterator[CentralDatabase]:
        db = open_database(self.database_url, self.state, self.migrations)
        try:
            yield db
        finally:
            db.close()

    def add_office(self, office: str, name: str, division: str) -> None:
        """The office is there. Refused `office_unknown_form`, `name_invalid`."""
        if not name.strip() or len(name) > 100:
            raise Refused("name_invalid")
        with self._database() as db:
            admin.add_office(db, office, name.strip(), division.strip())

    def add_staff(self, office: str, user: str, role: str, name: str, password: str) -> Role:
        """The person may sign in at every desk of the office. Refused `office_unknown`, and what `checked_person` refuses."""
        checked = checked_person(user, role, name, password)
        verifier = Argon2Passwords().verifier(password)
        with self._database() as db:
            admin.add_staff(db, office, user, checked, name.strip(), verifier, crypto=self.crypto, by=shell_user())
        return checked

    def remove_staff(self, office: str, user: str) -> None:
        """The person signs in at no desk of the office any more. Refused `office_unknown`, `staff_unknown`."""
        with self._database() as db:
            admin.remove_staff(db, office, user, crypto=self.crypto, by=shell_user())

    def staff_log(self, office: str) -> list[dict[str, Any]]:
        """Every change of that office's people, the oldest first."""
        with self._database() as db:
            return staff_log.read(db, office)

    def invite(self, office: str, desk: str, *, passphrase: str | None) -> str:
        """A one-time code for that desk. Refused `office_unknown`, `desk_unknown_form`."""
        with self._database() as db:
            ca_der = authority_der(self.state, crypto=self.crypto, passphrase=passphrase)
            return admin.invite(db, office, desk, crypto=self.crypto, ca_der=ca_der)

    def verify(self) -> Report:
        """Everything stored is checked against itself."""
        with self._database() as db:
            return admin.verify(db, crypto=self.crypto, attachments=self.attachments)

    def forks(self) -> list[admin_recovery.Fork]:
        """Streams of which two histories exist."""
        with self._database() as db:
            return admin_recovery.forks(db)

    def missing(self) -> list[admin_recovery.MissingRange]:
        """What is known to have existed and is not there."""
        with self._database() as db:
            return admin_recovery.missing(db)

    def import_pending(self, data: bytes, *, passphrase: str | None) -> Imported:
        """Raises what `central.import_pending` raises; Refused `passphrase_needed`, `passphrase_wrong`."""
        with self._database() as db:
            return import_pending(db, load_identity(self.state, crypto=self.crypto, passphrase=passphrase), data)

    def revoke(self, office: str, desk: str, *, stolen: bool) -> int:
        """How many live devices that desk had. Refused `office_unknown`."""
        with self._database() as db:
            return admin_recovery.revoke_device(db, office, desk, crypto=self.crypto, stolen=stolen)

    def set_notices(self, office: str, settings: Mapping[str, Any], *, passphrase: str | None) -> None:
        """Messages travel so. Refused `provider_settings_invalid`, `agent_layout_invalid`, `office_unknown`."""
        checked = central_notices.settings_of(settings, self.resources)
        with self._database() as db:
            put_provider(db, load_identity(self.state, crypto=self.crypto, passphrase=passphrase), office, checked)

    def notices(self, office: str | None, *, passphrase: str | None) -> dict[str, Any]:
        """Who carries messages, and how many stand where."""
        with self._database() as db:
            identity = load_identity(self.state, crypto=self.crypto, passphrase=passphrase)
            return {"providers": central_notices.shown(db, identity), "notices": standing(db, office)}

    def drop_notices(self, office: str) -> bool:
        """Nobody carries them any more; whether anybody did."""
        with self._database() as db:
            return drop_provider(db, office)

    def add_bundle(self, folder: Path, office: str) -> tuple[bytes, int]:
        """The forms of that folder are the current bundle. Refused `bundle_invalid` for a folder that holds none."""
        try:
            load_catalogue(folder)
        except IntegrityViolated as error:
            raise Refused("bundle_invalid", file=error.facts.get("file", ""), reason=error.facts.get("reason", "")) from error
        files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.toml"))}
        bundle_id = bundle_of(folder)
        with self._database() as db:
            admin.add_bundle(db, bundle_id, files, crypto=self.crypto, office=office)
        return bundle_id, len(files)
