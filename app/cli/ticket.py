"""`ticket …`: queue numbers of this desk, taken and called. `ticket-sim`: a simulated ticket machine, for training and tests."""

from __future__ import annotations

from typing import Any

from app.cli.call import Call
from app.cli.options import Commands
from app.cli.simulators import address, until_told
from app.cli.times import seoul_text
from app.domain.tickets import KINDS, Ticket
from app.services.desk_stations import STATIONS
from app.services.visits import Serving


def add(commands: Commands) -> None:
    """`ticket`, `ticket-sim`."""
    group = commands.group("ticket", "ticket")
    taking = group.add("take", "ticket_take", take)
    taking.add_argument("--kind", choices=KINDS, help="option.ticket_kind")
    taking.add_argument("--station", choices=STATIONS, help="option.ticket_station")
    taking.add_argument("--number", metavar="NUMBER", help="option.ticket_number")
    group.add("list", "ticket_list", show)
    group.add("status", "ticket_status", status)
    group.add("next", "ticket_next", call_next).add_argument("--number", metavar="NUMBER", help="option.ticket_out_of_turn")
    group.add("recall", "ticket_recall", recall)
    group.add("absent", "ticket_absent", absent)
    group.add("back", "ticket_back", back).add_argument("number", metavar="NUMBER", help="option.ticket_back")
    group.add("join", "ticket_join", join).add_argument("number", metavar="NUMBER", help="option.ticket_second")
    passing = group.add("pass", "ticket_pass", pass_on)
    passing.add_argument("--station", choices=STATIONS, help="option.ticket_to_station")
    passing.add_argument("--desk", metavar="DESK", help="option.ticket_to_desk")
    group.add("end", "ticket_end", end)
    group.add("machine", "ticket_machine", machine).add_argument(
        "address", nargs="?", metavar="HOST:PORT|off", help="option.ticket_machine"
    )
    simulating = commands.add("ticket-sim", "ticket_sim", simulate)
    simulating.add_argument("--listen", metavar="HOST:PORT", help="option.ticket_listen")
    simulating.add_argument("--script", metavar="FILE", help="option.ticket_script")


# ── tickets ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def take(call: Call) -> int:
    """A ticket was given out. Nobody signs in; with a machine it comes from there, also beside a window."""
    asked = {"kind": call.get("kind", "general"), "station": call.get("station", ""), "number": call.get("number", "")}
    with call.looking() as home:
        made = home.services.queue.take_at_machine(**asked)
    if made is None:
        with call.holding() as home:
            made = home.services.queue.take(**asked)
    call.answer(_row(made), "ticket_taken", number=made.number)
    return 0


def show(call: Call) -> int:
    """Everybody who waits, in the order of calling."""
    with call.looking() as home:
        found, away = home.services.queue.tickets()
    if away:
        call.note("ticket_machine_is_away")
    call.listing(
        found,
        "ticket_nobody_waits",
        row=_row,
        line=lambda each: f"{each.number}  {_kind(call, each)}  {seoul_text(each.since)}  {each.station}".rstrip(),
    )
    return 0


def status(call: Call) -> int:
    """Who is here, and how many wait."""
    with call.looking() as home:
        state = home.services.queue.look()
    found = {
        "serving": _serving(state.serving) if state.serving is not None else None,
        "waiting": state.waiting.count,
        "priority": state.waiting.priority,
        "since": seoul_text(state.waiting.since) if state.waiting.since is not None else None,
        "machine": state.machine,
        "away": state.away,
    }
    if call.json:
        call.row(found)
        return 0
    number = state.serving.numbers if state.serving is not None else call.words.text("queue.no_ticket")
    call.say("ticket_status", number=number, waiting=state.waiting.count, priority=state.waiting.priority)
    if state.away:
        call.say("ticket_machine_is_away")
    return 0


# ── calling ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def call_next(call: Call) -> int:
    """The next one was called; the one before has gone."""
    with call.signed_in() as (home, actor):
        serving = home.services.queue.call_next(actor, call.get("number", ""))
    if serving is None:
        call.answer({"serving": None}, "ticket_nobody_waits")
    else:
        _tell(call, serving, "ticket_called")
    return 0


def recall(call: Call) -> int:
    """Called once more."""
    with call.signed_in() as (home, actor):
        serving = home.services.queue.recall(actor)
    _tell(call, serving, "ticket_recalled")
    return 0


def absent(call: Call) -> int:
    """부재: three calls without an answer."""
    with call.signed_in() as (home, actor):
        serving = home.services.queue.absent(actor)
    _tell(call, serving, "ticket_absent")
    return 0


def back(call: Call) -> int:
    """Who was absent waits again, at the end."""
    with call.signed_in() as (home, actor):
        ticket = home.services.queue.back(actor, call.get("number"))
    call.answer(_row(ticket), "ticket_back", number=ticket.number)
    return 0


def join(call: Call) -> int:
    """The citizen who is here has that ticket too."""
    with call.signed_in() as (home, actor):
        serving = home.services.queue.join(actor, call.get("number"))
    _tell(call, serving, "ticket_joined")
    return 0


def pass_on(call: Call) -> int:
    """The citizen waits for another station or desk."""
    station, desk = call.get("station", ""), call.get("desk", "")
    with call.signed_in() as (home, actor):
        serving = home.services.queue.pass_on(actor, station=station, desk=desk)
        alone = bool(desk) and home.services.queue.machine.source is None
    _tell(call, serving, "ticket_passed_alone" if alone else "ticket_passed", to=station or desk)
    return 0


def end(call: Call) -> int:
    """The citizen has gone."""
    with call.signed_in() as (home, actor):
        serving = home.services.queue.end(actor)
    if serving is None:
        call.answer({"serving": None}, "ticket_nobody_here")
    else:
        _tell(call, serving, "ticket_ended")
    return 0


def _tell(call: Call, serving: Serving, key: str, **facts: object) -> None:
    call.answer({"serving": _serving(serving)}, key, number=serving.numbers, calls=serving.calls, **facts)


def _serving(serving: Serving) -> dict[str, Any]:
    return {
        "visit": str(serving.visit_id),
        "tickets": [each.ticket.number for each in serving.tickets],
        "kind": serving.tickets[0].ticket.kind,
        "issued_at": seoul_text(serving.tickets[0].ticket.issued_at),
        "called_at": seoul_text(serving.called_at),
        "calls": serving.calls,
    }


def _row(ticket: Ticket) -> dict[str, Any]:
    return {
        "ticket": ticket.number,
        "kind": ticket.kind,
        "station": ticket.station,
        "issued_at": seoul_text(ticket.issued_at),
        "since": seoul_text(ticket.since),
    }


def _kind(call: Call, ticket: Ticket) -> str:
    return call.words.text(f"ticket_kind.{ticket.kind}")


# ── the machine ──────────────────────────────────────────────────────────────────────────────────────────────────────


def machine(call: Call) -> int:
    """Which machine is joined; with an address it is that one from now on, with `off` none."""
    asked = call.get("address")
    if asked is None:
        with call.looking() as home:
            setting = home.services.queue.machine.setting
    else:
        place = None if asked == "off" else address(asked)
        with call.signed_in() as (home, actor):
            if place is None:
                home.services.queue.machine.leave(actor)
            else:
                home.services.queue.machine.join(actor, *place)
            setting = home.services.queue.machine.setting
    if setting is None:
        call.answer({"machine": None}, "ticket_machine_none")
    else:
        call.answer({"machine": {"host": setting.host, "port": setting.port}}, "ticket_machine", host=setting.host, port=str(setting.port))
    return 0


def simulate(call: Call) -> int:
    """A simulated ticket machine answered until it was told to stop. One line says where, when it listens."""
    listen, clock = address(call.get("listen", "127.0.0.1:8590")), call.joints.training_clock(call.settings)
    script = call.path("script")
    return until_told(call, "ticket_sim", lambda ready: call.joints.run_ticket_simulator(listen, script, clock, on_ready=ready))
