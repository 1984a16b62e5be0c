"""업무함: lists with exact counts; every row says what to do next and does it on one key. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol
from uuid import UUID

from app.domain.disputes import DisputeDetail
from app.domain.duties import LISTS, OFFICIAL_NO, OPEN
from app.domain.forms import FormDef
from app.domain.views import Recorded, StaffRow, WorkItem
from app.services.folder_kinds import KINDS
from app.services.inbox_work import CONFIRM, FOLDERS, SEE, SETTLE
from app.services.notice_office import TROUBLE, WAITING
from app.services.worklist import NUMBERLESS_DAYS
from app.ui import case_text, formats
from app.ui.context import Context
from app.ui.tabs.worklist import dispute_text

ALL = "all"
PAGE = 100
PAYMENT_PAGES = {"pay": "open", "keep_promise": "promises", "card": "cards"}  # action → page of the money tab


class WorklistScreen(Protocol):
    def show_people(self, people: Sequence[tuple[str, str]], chosen: str, *, may_hand_over: bool) -> None: ...
    def handed_over(self) -> None: ...
    def show_lists(self, lists: Sequence[tuple[str, str]]) -> None: ...
    def show_none(self, text: str) -> None: ...
    def show_rows(self, rows: Sequence[tuple[str, str, str, str, str, str]]) -> None: ...
    def ask_official_no(self, number: str) -> None: ...
    def ask_scan(self, item: WorkItem) -> None: ...
    def show_dispute(self, title: str, lines: Sequence[str], ways: Sequence[tuple[str, str]], *, second: bool, leads: bool) -> None: ...
    def close_dispute(self) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class WorklistPresenter:
    """`open_case`: the case in hand; `to_payments`: where money is taken; `type_slip`: where a paper slip is typed in;
    `to_list`: where a list that came in is confirmed, given its kind and file.
    """

    def __init__(
        self,
        context: Context,
        screen: WorklistScreen,
        open_case: Callable[[str, str], object],
        to_payments: Callable[[str], object],
        type_slip: Callable[[str], object],
        to_list: Callable[[str, str], object],
    ) -> None:
        self._context, self._screen = context, screen
        self._open_case, self._to_payments, self._type_slip, self._to_list = open_case, to_payments, type_slip, to_list
        self._words = context.words
        self._items: list[WorkItem] = []
        self._counts: dict[str, int] = {}
        self.list_code = ALL
        self.user = ""  # '' everybody
        self.days = NUMBERLESS_DAYS  # how far back official numbers are missed
        self._people: dict[str, int] = {}
        self._staff: list[StaffRow] = []
        self._page: list[WorkItem] = []
        self._reading = 0
        self._asked: WorkItem | None = None
        self._dispute: DisputeDetail | None = None
        self._busy = self._partly = False
        context.session.watch("sync", self._book_came)

    def enter(self, list_code: str = "") -> None:
        """Counts and rows are read again. `list_code`: that list is in front, if anything waits in it."""
        self.list_code = list_code or self.list_code
        services, user, days = self._context.services, self.user or None, self.days

        def read() -> tuple[dict[str, int], dict[str, int], dict[str, int], list[WorkItem]]:
            self._staff = services.staff()
            lists = services.work.counts(user, days=days) | ({OPEN: services.work.people().get(user, 0)} if user else {})
            return lists, services.work.people(), services.worklist_counts(), services.worklist()

        self._context.read(read, done=self._found, failed=self._context.failing(self._screen))

    def choose_list(self, code: str) -> None:
        self.list_code = code
        self._page = []
        if code in (*LISTS, OPEN):
            self.more()
        else:
            self._show()

    def look_back(self, days: int) -> None:
        """Official numbers are missed that many days back."""
        self.days = days
        self.enter()

    def choose_person(self, user: str) -> None:
        """The lists of one person, or of everybody."""
        self.user = user
        self.enter()

    def more(self) -> None:
        """The next page of the chosen list, after the last row that is shown."""
        code, user, after = self.list_code, self.user or None, self._page[-1].more if self._page else None
        days = self.days
        if code not in (*LISTS, OPEN) or (self._page and len(self._page) % PAGE):
            return
        self._reading += 1
        mine = self._reading

        def done(rows: list[WorkItem]) -> None:
            if mine == self._reading:  # another list was chosen meanwhile: this page is nobody's
                self._page += rows
                self._show()

        services = self._context.services
        self._context.read(
            lambda: services.work.page(code, user=user, after=after, limit=PAGE, days=days),
            done=done,
            failed=self._context.failing(self._screen),
        )

    def hand_over(self, to_user: str, reason: str) -> None:
        """Everything that lies with the chosen person lies with that one."""
        actor, services, from_user = self._context.session.signed_in(), self._context.services, self.user
        if not reason.strip():
            self._screen.say(self._words.text("error.reason_missing"), "warning")
            return

        def done(count: int) -> None:
            self.user = ""
            self._screen.handed_over()
            self._screen.say(self._words.text("worklist.handed_over", n=count), "success")
            self._context.session.tell("cases", "sync")
            self.enter()

        self._context.write(
            lambda: services.work.hand_over(actor, from_user, to_user, reason.strip()),
            done=done,
            failed=self._context.failing(self._screen),
        )

    def act(self, index: int) -> None:
        """Enter: the next thing for that row."""
        rows = self._shown()
        if not 0 <= index < len(rows):
            return
        item = rows[index]
        if item.action == "enter_official_no" and item.case_id is not None:
            self._asked = item
            self._screen.ask_official_no(item.number)
        elif item.action in PAYMENT_PAGES:
            self._to_payments(PAYMENT_PAGES[item.action])
        elif item.action == "type_slip":
            self._type_slip(item.number)
        elif item.action == "settle":
            self.open_dispute(item.item)
        elif item.action == SETTLE:
            self._screen.ask_scan(item)
        elif item.action == SEE:
            self._to_list(FOLDERS, "")
        elif item.action == CONFIRM:
            self._to_list(item.list_code, item.item)
        elif item.action == "take":
            self.take(item)
        elif item.number:
            self._open_case(item.number, item.action if item.step else "")

    def enter_official_no(self, text: str) -> None:
        """The national system's number stands beside ours; the hands go to the next row."""
        item, actor = self._asked, self._context.session.signed_in()
        if item is None or item.case_id is None or not text.strip():
            return
        case_id = item.case_id

        def done(others: list[str]) -> None:
            self._asked = None
            said = self._words.text("worklist.number_kept", number=item.number)
            also = [self._words.text("worklist.number_also", numbers=", ".join(others))] if others else []
            self._screen.say("\n".join([said, *also]), "warning" if others else "success")
            self._context.session.tell("cases")
            self.enter()

        self._context.write(
            lambda: self._context.services.enter_official_no(actor, case_id, text),
            done=done,
            failed=self._context.failing(self._screen),
        )

    def take(self, item: WorkItem) -> None:
        """What another office asked is a case of ours, with our number."""
        actor = self._context.session.signed_in()

        def done(recorded: Recorded) -> None:
            self._screen.say(self._words.text("worklist.taken", number=recorded.number), "success")
            self._context.session.tell("cases")
            self.enter()

        self._context.write(
            lambda: self._context.services.take_transfer(actor, UUID(item.item)), done=done, failed=self._context.failing(self._screen)
        )

    # ── disputes ──

    def open_dispute(self, place: str) -> None:
        """What we recorded, what others recorded, and the ways to settle it; the look is logged first."""
        context, actor = self._context, self._context.session.signed_in()

        def seen(detail: DisputeDetail) -> None:
            self._dispute = detail
            read_only = detail.row.entry_kind == dispute_text.BRANCH
            ways = [(way, self._words.text("way.looked_into" if read_only else f"way.{way}")) for way in detail.ways]
            title, lines = dispute_text.title(context, detail.row), dispute_text.lines(context, detail)
            leads = actor.role == "supervisor"
            self._screen.show_dispute(title, lines, ways, second=not leads or bool(detail.by_two), leads=leads)

        context.write(lambda: context.services.view_dispute(actor, place), done=seen, failed=context.failing(self._screen))

    def settle(self, way: str, reason: str, leader: str, password: str) -> None:
        """The dispute is settled that way; the hands go back to the list."""
        detail, actor, services = self._dispute, self._context.session.signed_in(), self._context.services
        if detail is None or self._busy:
            return
        if way == "cancel" and not reason.strip():
            self._screen.say(self._words.text("error.reason_missing"), "warning")
            return
        if actor.role != "supervisor" and not leader:
            self._screen.say(self._words.text("error.supervisor_needed"), "warning")
            return
        if way in detail.by_two and not leader:
            self._screen.say(self._words.text("error.second_needed"), "warning")
            return
        self._busy = True

        def work() -> object:
            confirmer = services.sign_in(leader, password, second=True) if leader else None
            return services.settle_dispute(actor, detail.row.place, way, reason.strip(), confirmer=confirmer)

        def done(_: object) -> None:
            self._busy, self._dispute = False, None
            self._screen.close_dispute()
            self._screen.say(self._words.text("dispute.settled", way=self._words.text(f"way.{way}")), "success")
            self._context.session.tell("cases", "sync")
            self.enter()

        self._context.write(work, done=done, failed=self._context.failing(self._screen, self._free))

    def _free(self) -> None:
        self._busy = False

    def _found(self, found: tuple[Mapping[str, int], dict[str, int], Mapping[str, int], list[WorkItem]]) -> None:
        duties, self._people, waiting, self._items = found
        self._counts = {} if self.user else dict(waiting)
        text = self._words.text
        if not self.user:
            duties = {**duties, OFFICIAL_NO: duties.get(OFFICIAL_NO, 0)}  # also when none is missing: the list looks further back
        lists = [(code, text("worklist.list", name=text(f"duty.{code}"), n=f"{count:,}")) for code, count in duties.items()]
        if not self.user:
            lists.append((ALL, text("worklist.all", n=f"{sum(self._counts.values()):,}")))
        told = {text(f"duty.{code}") for code in duties}  # a state that is a duty already is named once
        states = [(code, text(f"work.{code}"), count) for code, count in self._counts.items()]
        lists += [(code, text("worklist.list", name=name, n=f"{count:,}")) for code, name, count in states if name not in told]
        if self.list_code not in {code for code, _ in lists}:
            self.list_code = lists[0][0] if self.user and lists else ALL
        names = {each.user: each.name for each in self._staff}
        people = [("", text("worklist.everybody"))]
        shown = self._people if self.user in ("", *self._people) else self._people | {self.user: 0}
        people += [(user, f"{names.get(user, user) or text('worklist.nobody')} ({count:,})") for user, count in shown.items() if user]
        leads = self._context.session.may("hand_over_cases")
        self._screen.show_people(people, self.user, may_hand_over=leads and bool(self.user))
        self._screen.show_lists(lists)
        self.choose_list(self.list_code)

    def colleagues(self) -> list[tuple[str, str]]:
        """Who may take over what lies with the chosen person: user and name."""
        return [(each.user, each.name) for each in self._staff if each.active and each.role != "administrator" and each.user != self.user]

    def _shown(self) -> list[WorkItem]:
        if self.list_code in (*LISTS, OPEN):
            return self._page
        return [item for item in self._items if self.list_code in (ALL, item.list_code)]

    def _show(self) -> None:
        self._partly = self._context.session.filling
        self._screen.show_none(self._words.text("worklist.none_so_far" if self._partly else "worklist.none"))
        self._screen.show_rows([self._row(item) for item in self._shown()])

    def _book_came(self) -> None:
        """All of the office's book is listed now: what was counted in a part of it is counted anew."""
        if self._partly and not self._context.session.filling and self._context.session.actor is not None:
            self._partly = False
            self.enter()

    def _state(self, item: WorkItem, form: FormDef | None) -> str:
        if item.list_code == FOLDERS:
            return self._words.text(f"folder.{item.state}")
        if item.list_code in KINDS:
            return self._words.text(f"inbox_why.{item.state}")
        if item.list_code in (WAITING, TROUBLE):
            return self._words.text(f"notice.state.{item.state or 'waiting'}")
        if item.list_code == "dispute":
            return dispute_text.why(self._words, item.state)
        if item.list_code == "refund_promised":
            return self._words.text("worklist.due", day=item.state)
        return case_text.state_text(self._context, form.life, item.state) if form is not None and item.state else ""

    def _file(self, item: WorkItem) -> str:
        """What a row is about that is no case: the name of a file that came in, or the kind of a folder."""
        return self._words.text(f"folder_kind.{item.name}") if item.list_code == FOLDERS else item.name if item.list_code in KINDS else ""

    def _row(self, item: WorkItem) -> tuple[str, str, str, str, str, str]:
        form = self._context.catalogue.forms.get(item.service)
        state = self._state(item, form)
        words, key, what = self._words, f"work.{item.list_code}", self._file(item)
        dues = (("worklist.due_at", item.due_at), ("worklist.own_due_at", item.own_due_at))
        told = [state, *(words.text(name, at=formats.short_stamp(at)) for name, at in dues if at is not None)]
        if item.since and len(told) == 1:
            told.append(formats.short_stamp(item.since))
        act = f"act.{item.action}" if item.action else "act.open"
        return (
            words.text(key if words.has(key) else f"duty.{item.list_code}"),
            item.number,
            what or (self._context.service_name(item.service) if item.service else ""),
            "" if what else item.name,
            formats.begun(" · ".join(each for each in told if each)),
            words.text(act) if words.has(act) else words.text("worklist.act", step=words.text(f"step.{item.action}")),
        )
