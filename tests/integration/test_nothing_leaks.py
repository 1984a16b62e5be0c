"""A day of canaries: invented people with numbers of their own, and then every byte outside the seals is searched (GUARANTEES G18).

Two desks and central work through every service; receipts, slips, reports, the exported book, searches and refused drafts are
made on the way. A resident or passport number may stand nowhere in plain, in no spelling; the encrypted file shows no name either.
"""

from __future__ import annotations

import base64
import gzip
import io
import logging
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import quote

import msgspec
import pytest

from app.bootstrap.homes import Home, open_home
from app.bootstrap.new_homes import enroll_home
from app.central import admin
from app.cli.record import draft_of
from app.documents import day_report_pdf, receipt_pdf, slip_pdf
from app.domain.answers import Draft
from app.domain.entries import Role
from app.domain.errors import CounterError, DraftRefused
from app.domain.forms import FormDef
from app.domain.sampling import sample
from app.domain.views import Actor
from app.services.desk import SEOUL
from app.services.export_book import export_book
from app.settings import Settings
from tests.centrals import OFFICE, CentralUnderTest
from tests.desks import PASSWORD, ROOT, cheap_passwords, the_people

FONTS = ROOT / "resources" / "fonts"
PASSPHRASE = "sealed for tests"


@cache
def spellings(number: str) -> set[bytes]:
    """Every way in which a resident or passport number might lie open."""
    texts = {number, number.lower()}
    if number.isdigit():
        texts |= {
            f"{number[:6]}-{number[6:]}",
            f"{number[:6]} {number[6:]}",
            number.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
        }
    found: set[bytes] = set()
    for text in texts:
        plain = text.encode()
        found |= {plain, text.encode("utf-16-le"), text.encode("utf-16-be"), plain.hex().encode(), plain.hex().upper().encode()}
        for skipped in range(3):  # base64 of a text that holds it anywhere: what does not depend on its neighbours
            coded = base64.b64encode(b"\0" * skipped + plain)
            found.add(coded[4 if skipped else 0 : len(coded) // 4 * 4 - 4])
        found.add(quote(text).encode())
    return {each for each in found if len(each) > 8}


@dataclass
class Canaries:
    """Who came, and what may be seen of them nowhere."""

    numbers: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    def take(self, form: FormDef, draft: Draft) -> None:
        """Everything that draft says in a sealed field, and every name."""
        groups = {"applicant": draft.applicant, "agent": draft.agent or {}}
        for each in form.fields:
            group, _, name = each.id.partition(".")
            value = groups[group].get(name) if group in groups else draft.answers.get(each.id)
            rows = value if isinstance(value, list) else []
            cells = [(each, value)] + [(column, row.get(column.id)) for row in rows if isinstance(row, dict) for column in each.columns]
            for cell, text in cells:
                if isinstance(text, str) and cell.sealed:
                    self.numbers.add(text.replace("-", "").strip())
                elif isinstance(text, str) and cell.kind == "name":
                    self.names.add(text)

    def shown_in(self, where: str, data: bytes, *, names: bool = False) -> list[str]:
        """Where something leaked; empty if nothing did."""
        found = [f"{where}: {number}" for number in self.numbers for each in spellings(number) if each in data]
        if names:
            found += [f"{where}: {name}" for name in self.names if len(name) > 2 and name.encode() in data]
        return found


def settings_of(folder: Path) -> Settings:
    return Settings(home=folder, data=ROOT, at="2026-11-20T09:00+09:00", passphrase=PASSPHRASE)


def ask(new: bool) -> str:
    return PASSPHRASE


@dataclass
class Day:
    """What the day left behind. `papers`: PDF files; `said`: everything that was answered, also to what was refused."""

    folder: Path
    central: CentralUnderTest
    homes: list[Home]
    canaries: Canaries
    papers: dict[str, bytes] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    exported: bytes = b""
    recorded: int = 0


def staffed(central: CentralUnderTest) -> None:
    with central.database() as db:
        people: tuple[tuple[str, Role], ...] = (("lee", "clerk"), ("choi", "passport_clerk"), ("park", "supervisor"))
        for user, role in people:
            admin.add_staff(db, OFFICE, user, role, f"{user} 님", cheap_passwords().verifier(PASSWORD), crypto=central.tools)


def a_desk(central: CentralUnderTest, folder: Path, desk: str) -> Home:
    enroll_home(settings_of(folder), ask, url=central.running.url, code=central.invite(desk), training=True)
    return open_home(settings_of(folder), ask)


def priced(home: Home) -> list[FormDef]:
    """The services a desk can take without a fee its office has to set first."""
    return [form for form in home.desk.catalogue.forms.values() if all(fee.amount_won is not None for fee in form.fees)]


def work(day: Day, home: Home, park: Actor, seed: int) -> None:
    """One of every service is recorded and its papers are made."""
    services = home.services
    today = home.desk.clock.now().astimezone(SEOUL).date()
    services.open_day(park, 100_000)
    for index, form in enumerate(priced(home)):
        draft = sample(form, seed=seed, index=index, today=today, people=the_people())
        day.canaries.take(form, draft)
        recorded = services.record_case(park, draft)
        day.recorded += 1
        day.said.append(repr(recorded))
        detail = services.view_case(park, recorded.number)
        day.said.append(repr(msgspec.json.encode(detail)))
        name = f"{home.desk.identity.desk}-{index}"
        day.papers[f"slip {name}"] = slip_pdf(services.intake_slip(park, recorded.case_id), fonts=FONTS)
        for receipt in detail.receipts:
            day.papers[f"receipt {name}"] = receipt_pdf(services.payment_receipt(park, receipt), paper="80mm", fonts=FONTS)
        try_badly(day, home, park, draft)
    attach_scan(day, home, park)
    for number in sorted(day.canaries.numbers):
        day.said.append(repr(services.find_cases(park, number)))
    for name in sorted(day.canaries.names):
        day.said.append(repr(services.find_cases(park, name)))
    services.save_draft("form/park/passport_single", {"raw": {"applicant.rrn": sorted(day.canaries.numbers)[0]}})
    day.said.append(repr(services.access_log(park)))


def attach_scan(day: Day, home: Home, park: Actor) -> None:
    """A scan that is called by a person's name and says everybody's number; only the sealed copy is left of it."""
    scan = day.folder / f"{max(day.canaries.names, key=len)} 위임장.pdf"
    scan.write_bytes(b"%PDF-1.7\n" + "\n".join(sorted(day.canaries.numbers | day.canaries.names)).encode() * 50)
    case_id = home.services.recent(1)[0].case_id
    row = home.services.attachments.attach_file(park, case_id, scan)
    scan.unlink()
    day.said.append(repr(row.standing))
    assert b"".join(home.services.attachments.open_attachment(park, case_id, row.entry_id)[2]).startswith(b"%PDF-")


def try_badly(day: Day, home: Home, park: Actor, draft: Draft) -> None:
    """A number in every place where none belongs: refused, and not repeated in the refusal."""
    rrn = draft.applicant.get("rrn")
    if not isinstance(rrn, str):
        return
    digits = rrn.replace("-", "")
    for number in (digits, f"{digits[:6]}-{digits[6:]}", f"19{digits[:6]}/{digits[6:]}"):
        wrong = [
            msgspec.structs.replace(draft, draft_id=number),
            msgspec.structs.replace(draft, draft_id=None, intake_at="2026-11-19T09:00", late_reason=f"신청인 {number}"),
            msgspec.structs.replace(draft, draft_id=None, tender="card", approval_no=number),
            msgspec.structs.replace(draft, draft_id=None, applicant={**draft.applicant, "name": number}),
            msgspec.structs.replace(draft, draft_id=None, intake_at=number),
            msgspec.structs.replace(draft, draft_id=None, exemption=number),
            msgspec.structs.replace(draft, draft_id=None, slip_no=number, intake_at="2026-11-19T09:00", late_reason="정전"),
        ]
        for each in wrong:
            with pytest.raises(CounterError) as refused:
                home.services.record_case(park, each)
            fields = refused.value.fields if isinstance(refused.value, DraftRefused) else {}
            day.said.append(f"{refused.value} {fields}")
    case_id = home.services.recent(1)[0].case_id
    for act in (
        lambda: home.services.cancel_case(park, case_id, f"{digits} 요청"),
        lambda: home.services.enter_official_no(park, case_id, digits),
        lambda: home.services.set_lamp(park, "seal", True, f"{digits}"),
        lambda: home.services.offline.report_outage(park, "seal", home.desk.clock.now(), cause=f"신고 {digits}"),
        lambda: home.services.offline.mark_slips(park, digits, "", "lost", "분실"),
        lambda: home.services.offline.mark_slips(park, "1", "", "lost", f"{digits} 분실"),
        lambda: home.services.offline.outage_sheet(park, digits),
        lambda: home.services.view_case(park, case_id, f"본인 {digits}"),
        lambda: home.services.view_case(park, digits),
        lambda: home.services.intake_slip(park, case_id, reason=digits),
        lambda: draft_of(f'{{"service": "x", "copies": "{digits}"}}'.encode()),
    ):
        with pytest.raises(CounterError) as told:
            act()
        day.said.append(str(told.value))


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """The whole day, played once; the desks are closed so that their files are what a thief finds."""
    folder = tmp_path_factory.mktemp("canaries")
    central = CentralUnderTest(folder / "central")
    central.start()
    staffed(central)
    homes = [a_desk(central, folder / desk, desk) for desk in ("03", "05")]
    done = Day(folder, central, homes, Canaries())
    logged = io.StringIO()
    handler = logging.StreamHandler(logged)
    logging.getLogger().addHandler(handler)
    for seed, home in enumerate(homes, start=31):
        work(done, home, home.services.sign_in("park", PASSWORD), seed)
    for home in (*homes, *homes):
        home.sync_all()
    for home in homes:
        park = home.services.sign_in("park", PASSWORD)
        report = home.services.day_report(park, "2026-11-20", "office")
        done.papers[f"report {home.desk.identity.desk}"] = day_report_pdf(report, fonts=FONTS)
    out = io.BytesIO()
    export_book(homes[0].desk, homes[0].services.sign_in("park", PASSWORD), out)
    done.exported = out.getvalue()
    logging.getLogger().removeHandler(handler)
    done.said.append(logged.getvalue())
    yield done
    for home in homes:
        home.close()
    central.close()


def tables(names: Iterable[tuple[str]], rows_of: object) -> Iterator[tuple[str, bytes]]:
    """Every value of every row of every table, as bytes."""
    for (name,) in names:
        parts: list[bytes] = []
        for row in rows_of(f'SELECT * FROM "{name}"'):  # type: ignore[operator]  # noqa: S608
            parts += [value if isinstance(value, bytes) else str(value).encode() for value in row if value is not None]
        yield name, b"\n".join(parts)


_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"


def test_the_day_was_a_real_one(day: Day) -> None:
    assert day.recorded == 2 * len(priced(day.homes[0])) >= 60
    assert len(day.canaries.numbers) >= 40
    assert len(day.canaries.names) >= 40
    assert any(number.isdigit() for number in day.canaries.numbers)
    assert len(day.papers) > day.recorded


def test_the_search_for_canaries_finds_one_where_it_is(day: Day) -> None:
    number = sorted(day.canaries.numbers)[0]
    for data in (
        number.encode(),
        f"신청인 {number}".encode("utf-16-le"),
        number.encode().hex().encode(),
        base64.b64encode(f"신청인 {number} 님".encode()),
        base64.b64encode(f"a신청인 {number} 님".encode()),
        base64.b64encode(f"aa신청인 {number} 님".encode()),
    ):
        assert day.canaries.shown_in("here", b"..." + data + b"...")


def test_no_table_of_a_desk_holds_a_number_in_plain(day: Day) -> None:
    for home in day.homes:
        home.store.catch_up()
        found = {name: day.canaries.shown_in(name, data) for name, data in tables(home.connections.all(_TABLES), home.connections.all)}
        assert {name: leaks for name, leaks in found.items() if leaks} == {}
        assert {"entry", "case_kept", "lookup", "draft", "login_attempt", "search_data"} <= set(found)


def test_no_table_of_central_holds_a_number_in_plain(day: Day) -> None:
    database = sqlite3.connect(day.central.state_dir / "central.sqlite3")
    try:
        names = database.execute(_TABLES).fetchall()
        found = {name: day.canaries.shown_in(name, data) for name, data in tables(names, lambda sql: database.execute(sql).fetchall())}
    finally:
        database.close()
    assert {name: leaks for name, leaks in found.items() if leaks} == {}
    assert any("entr" in name for name in found)
    assert sum(len(each.read_bytes()) for each in day.central.state_dir.iterdir() if each.is_file()) > 100_000
    sealed = [file for file in day.central.state_dir.rglob("*") if file.is_file()]
    for file in sealed:
        assert day.canaries.shown_in(file.name, file.read_bytes()) == []
    scans = [file for file in sealed if file.parent.parent.parent.name == "attachments"]
    assert len(scans) == len(day.homes)
    for file in scans:
        assert day.canaries.shown_in(file.name, file.read_bytes() + str(file).encode(), names=True) == []


def test_the_exported_book_holds_no_number_in_plain(day: Day) -> None:
    packed = day.exported.split(b"\n", 1)[1]
    rows = gzip.decompress(packed)
    assert len(rows) > 100_000
    assert day.canaries.shown_in("export", day.exported) == []
    assert day.canaries.shown_in("export", rows) == []


def test_no_paper_shows_a_number_in_full(day: Day, tmp_path: Path) -> None:
    reader = shutil.which("pdftotext")
    for name, pdf in day.papers.items():
        assert day.canaries.shown_in(name, pdf) == []
        if reader is not None:
            (tmp_path / "paper.pdf").write_bytes(pdf)
            text = subprocess.run([reader, "-raw", tmp_path / "paper.pdf", "-"], capture_output=True, check=True).stdout
            assert len(text) > 50
            assert day.canaries.shown_in(name, text + text.replace(b" ", b"").replace(b"\n", b"")) == []


def test_nothing_that_was_said_repeats_a_number(day: Day) -> None:
    assert len(day.said) > 500
    assert day.canaries.shown_in("said", "\n".join(day.said).encode()) == []


def test_a_stolen_home_shows_neither_numbers_nor_names_and_is_its_owners(day: Day) -> None:
    for home in day.homes:
        folder = home.settings.home
        seen = 0
        for file in folder.rglob("*"):
            assert day.canaries.shown_in("file name", file.name.encode(), names=True) == []
            if file.is_file():
                data = file.read_bytes()
                seen += len(data)
                assert day.canaries.shown_in(file.name, data, names=True) == []
                if file.name != "home.toml":
                    assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0, file.name
        assert seen > 200_000
        assert not (folder / "ledger.db").read_bytes().startswith(b"SQLite format 3")


@pytest.mark.skipif(sys.platform == "win32", reason="writes no such files")
def test_a_crash_leaves_no_file_with_the_programs_memory() -> None:
    command = "import resource, sys; resource.setrlimit(resource.RLIMIT_CORE, (4096, resource.getrlimit(resource.RLIMIT_CORE)[1]))\n"
    command += "from app.__main__ import main; sys.argv = ['minwon', '--version']; main(); print(resource.getrlimit(resource.RLIMIT_CORE))"
    said = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, cwd=ROOT, check=True)
    assert said.stdout.splitlines()[-1] == "(0, 0)"


def test_a_known_draft_is_answered_only_to_those_who_may_record_it(day: Day) -> None:
    home = day.homes[0]
    draft = sample(priced(home)[0], seed=31, index=0, today=home.desk.clock.now().astimezone(SEOUL).date(), people=the_people())
    assert draft.draft_id is not None
    park = home.services.sign_in("park", PASSWORD)
    assert home.services.record_case(park, draft).number
    with pytest.raises(CounterError, match="not_allowed"):
        home.services.record_case(msgspec.structs.replace(park, role="administrator"), draft)


def test_a_number_in_the_place_of_a_service_is_not_repeated(day: Day) -> None:
    home = day.homes[0]
    park = home.services.sign_in("park", PASSWORD)
    with pytest.raises(CounterError) as told:
        home.services.record_case(park, Draft(service=sorted(day.canaries.numbers)[0]))
    assert day.canaries.shown_in("error", str(told.value).encode()) == []
