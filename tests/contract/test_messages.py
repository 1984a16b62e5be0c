"""What the sender of notices may expect of whoever carries them: the fake, an SMPP gateway, an agent program's table, a mail server."""

from __future__ import annotations

import sqlite3
import tomllib
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID, uuid4

import msgspec
import pytest

from app.central.agent_table import AgentProvider
from app.central.mail import MailProvider
from app.central.message_provider import AgentSettings, AgentTable, Answer, MailSettings, Provider, Receipt, SmppSettings, ToSend
from app.central.smpp import SmppProvider
from app.domain.errors import Refused, Unavailable
from tests.desks import ROOT
from tests.fakes.messages import MemoryProvider
from tests.mail_server import MailServer, mail_server
from tests.patience import until
from tests.smsc import Smsc, smsc

NOW_MS = 1_795_320_000_000  # 2026-11-22
SHORT = "[가온구청] 여권이 도착했습니다."


class World(Protocol):
    """The other side of a provider, as a test turns it."""

    to: str

    def provider(self) -> Provider: ...

    def taken(self) -> list[tuple[str, str]]: ...

    def refuse(self) -> None: ...

    def away(self) -> None: ...


class Busy(World, Protocol):
    """One that can be full, and whose answer can be lost."""

    def full(self) -> None: ...

    def lose_the_answer(self) -> None: ...


class Reporting(World, Protocol):
    """One that says later what arrived."""

    def deliver(self, provider_ref: str) -> None: ...


class InMemory:
    to = "01055551234"

    def __init__(self) -> None:
        self._provider = MemoryProvider()

    def provider(self) -> Provider:
        return self._provider

    def taken(self) -> list[tuple[str, str]]:
        return [(each.to, each.text) for each in self._provider.taken]

    def refuse(self) -> None:
        self._provider.next.append(Answer("failed", "no_such_number"))

    def full(self) -> None:
        self._provider.next.append(Answer("later", "throttled", after_s=5, busy=True))

    def lose_the_answer(self) -> None:
        self._provider.next.append(Answer("unknown", "line_lost"))

    def away(self) -> None:
        self._provider.line = False

    def deliver(self, provider_ref: str) -> None:
        self._provider.reported.append(Receipt(provider_ref, "delivered"))


def gateway_of(carrier: Smsc, password: str = "") -> SmppSettings:
    return SmppSettings(
        host="127.0.0.1",
        port=carrier.port,
        system_id="gaon",
        password=password or carrier.password,
        sender="0515550100",
        timeout_s=1.0,
    )


class Gateway:
    to = "01055551234"

    def __init__(self, carrier: Smsc) -> None:
        self.carrier = carrier
        self._provider = SmppProvider(gateway_of(carrier))

    def provider(self) -> Provider:
        return self._provider

    def taken(self) -> list[tuple[str, str]]:
        return [(each.to, each.text) for each in self.carrier.taken]

    def refuse(self) -> None:
        self.carrier.acts.append("refuse")

    def full(self) -> None:
        self.carrier.acts.append("throttle")

    def lose_the_answer(self) -> None:
        self.carrier.acts.append("take_and_drop")

    def away(self) -> None:
        self.carrier.close()

    def deliver(self, provider_ref: str) -> None:
        self.carrier.deliver(provider_ref)


class Agent:
    """`em_smt_tran` on SQLite, and a hand that does what the agent program does: takes the row, moves it to the month's log."""

    to = "01055551234"

    def __init__(self, folder: Path) -> None:
        self.path = folder / "agent.db"
        self.layout = layouts()["em_smt_tran"]
        with sqlite3.connect(self.path) as made:
            made.execute(
                "CREATE TABLE em_smt_tran (mt_refkey TEXT PRIMARY KEY, date_client_req TEXT, content TEXT CHECK (length(content) < 1000), "
                "callback TEXT, service_type TEXT, msg_status TEXT, recipient_num TEXT CHECK (recipient_num != '01000000000'), "
                "mt_report_code_ib TEXT)"
            )
            made.execute("CREATE TABLE em_smt_log_202611 AS SELECT * FROM em_smt_tran")
        made.close()
        self._provider = AgentProvider(
            AgentSettings(database=f"sqlite:///{self.path}", sender="0515550100", layout=self.layout), lambda: NOW_MS
        )

    def provider(self) -> Provider:
        return self._provider

    def _run(self, *statements: str) -> list[tuple[str, ...]]:
        with sqlite3.connect(self.path) as line:
            rows = [tuple(row) for statement in statements for row in line.execute(statement).fetchall()]
        line.close()
        return rows

    def taken(self) -> list[tuple[str, str]]:
        rows = self._run("SELECT recipient_num, content FROM em_smt_tran UNION ALL SELECT recipient_num, content FROM em_smt_log_202611")
        return [(row[0], row[1]) for row in rows]

    def refuse(self) -> None:
        self.to = "01000000000"

    def away(self) -> None:
        self._run("ALTER TABLE em_smt_tran RENAME TO away")

    def deliver(self, provider_ref: str) -> None:
        self._run(
            f"INSERT INTO em_smt_log_202611 SELECT * FROM em_smt_tran WHERE mt_refkey = '{provider_ref}'",  # noqa: S608 - our own id
            "DELETE FROM em_smt_tran",
            "UPDATE em_smt_log_202611 SET msg_status = '3', mt_report_code_ib = '1000'",
        )


class Mail:
    to = "kim@example.kr"

    def __init__(self, server: MailServer) -> None:
        self.server = server
        self._provider = MailProvider(MailSettings(host="127.0.0.1", port=server.port, sender="minwon@example.kr", timeout_s=2.0))

    def provider(self) -> Provider:
        return self._provider

    def taken(self) -> list[tuple[str, str]]:
        found = []
        for to, letter in self.server.taken:
            read = message_from_bytes(letter.removesuffix(b".\r\n"), policy=policy.default)
            found.append((to, str(read.get_content()).strip()))
        return found

    def refuse(self) -> None:
        self.server.acts.append("refuse")

    def full(self) -> None:
        self.server.acts.append("full")

    def lose_the_answer(self) -> None:
        self.server.acts.append("take_and_drop")

    def away(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def layouts() -> dict[str, AgentTable]:
    found = tomllib.loads((ROOT / "resources" / "notice_agents.toml").read_text(encoding="utf-8"))
    return msgspec.convert(found, dict[str, AgentTable])


@pytest.fixture(params=["memory", "smpp", "agent", "mail"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    yield from made(request.param, tmp_path)


@pytest.fixture(params=["memory", "smpp", "mail"])
def busy(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    yield from made(request.param, tmp_path)


@pytest.fixture(params=["memory", "smpp", "agent"])
def reporting(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    yield from made(request.param, tmp_path)


def made(name: str, folder: Path) -> Iterator[World]:
    """That world, its provider closed at the end."""
    with smsc() as carrier, mail_server() as server:
        worlds: dict[str, Callable[[], World]] = {
            "memory": InMemory,
            "smpp": lambda: Gateway(carrier),
            "agent": lambda: Agent(folder),
            "mail": lambda: Mail(server),
        }
        found = worlds[name]()
        yield found
        found.provider().close()


def message(world: World, text: str = SHORT, *, long: bool = False) -> ToSend:
    return ToSend(uuid4(), world.to, text, "여권 안내" if long else "", long)


def test_a_message_is_taken_once_as_it_was_written(world: World) -> None:
    answer = world.provider().send(message(world))
    assert answer.state == "sent" and answer.provider_ref
    assert world.taken() == [(world.to, SHORT)]


def test_a_long_message_arrives_whole(world: World) -> None:
    text = "여권을 찾아가십시오. " * 40
    assert world.provider().send(message(world, text.strip(), long=True)).state == "sent"
    ((_, arrived),) = world.taken()
    assert "".join(text.split()) in "".join(arrived.split())


def test_what_is_refused_has_failed_with_a_code_and_the_next_one_goes(world: World) -> None:
    to = world.to
    world.refuse()
    answer = world.provider().send(message(world))
    assert answer.state == "failed" and answer.code
    world.to = to
    assert world.provider().send(message(world)).state == "sent"
    assert len(world.taken()) == 1


def test_a_provider_that_is_away_takes_nothing_and_says_so(world: World) -> None:
    provider = world.provider()
    world.away()
    answer = provider.send(message(world))
    assert answer.state in ("later", "failed") and answer.code


def test_one_that_is_full_gets_it_later(busy: Busy) -> None:
    busy.full()
    answer = busy.provider().send(message(busy))
    assert (answer.state, busy.taken()) == ("later", []) and answer.code
    assert busy.provider().send(message(busy)).state == "sent"


def test_a_lost_answer_is_unknown_and_never_called_a_failure(busy: Busy) -> None:
    busy.lose_the_answer()
    answer = busy.provider().send(message(busy))
    assert (answer.state, answer.busy) == ("unknown", False)
    assert busy.provider().send(message(busy)).state == "sent"


def test_an_arrival_is_reported_and_not_again_once_it_was_confirmed(reporting: Reporting) -> None:
    provider = reporting.provider()
    ref = provider.send(message(reporting)).provider_ref
    reporting.deliver(ref)
    found = reports(provider, ref)
    assert found == [Receipt(ref, "delivered", "")]
    provider.confirm()
    if isinstance(reporting, Agent):
        return  # its rows stay as they are; what is written down is asked about no more
    assert provider.receipts([]) == []


def reports(provider: Provider, ref: str) -> list[Receipt]:
    found: list[Receipt] = []

    def reported() -> bool:
        found.extend(provider.receipts([ref]))
        return bool(found)

    until(reported, "a report")
    return found


def test_a_table_says_afterwards_whether_a_message_was_put_in(tmp_path: Path) -> None:
    agent = Agent(tmp_path)
    put, never = message(agent), uuid4()
    agent.provider().send(put)
    assert agent.provider().ask(put.ref, "sms") == Answer("sent", provider_ref=str(put.ref))
    assert agent.provider().ask(never, "sms") == Answer("later", "not_taken")
    agent.deliver(str(put.ref))
    assert agent.provider().ask(put.ref, "sms") == Answer("delivered", "", str(put.ref))
    assert agent.provider().send(put).state == "delivered" and len(agent.taken()) == 1  # what is in the table is put in once
    agent.provider().close()


def test_names_of_an_agent_s_table_are_names_and_nothing_else(tmp_path: Path) -> None:
    good = layouts()["sc_tran"]
    names: list[dict[str, Any]] = [{"table": "x; DROP TABLE y"}, {"ref": "a b"}, {"log": "x_{month}'"}]
    others: list[dict[str, Any]] = [{"insert": {"a": "rrn"}}, {"insert": {}}, {"done": []}]
    for wrong in names + others:
        layout = msgspec.structs.replace(good, **wrong)
        with pytest.raises(Refused, match="agent_layout_invalid"):
            AgentProvider(AgentSettings(database=f"sqlite:///{tmp_path}/a.db", sender="02", layout=layout), lambda: NOW_MS)
    with pytest.raises(Refused, match="database_url_unknown"):
        AgentProvider(AgentSettings(database="mysql://x", sender="02", layout=good), lambda: NOW_MS)


def test_a_gateway_that_refuses_the_account_takes_nothing() -> None:
    with smsc() as carrier:
        provider = SmppProvider(gateway_of(carrier, "wrong"))
        answer = provider.send(ToSend(UUID(int=1), "01055551234", SHORT, "", False))
        assert (answer.state, answer.busy) == ("later", True) and answer.code.startswith("bind_")
        with pytest.raises(Unavailable, match="provider_away"):
            provider.receipts([])
        assert carrier.submitted == 0
        provider.close()
