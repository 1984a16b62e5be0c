"""The visit's basket: prices, exemption, confirming what the national system issued, taking money, putting a visit aside. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import structs

from app.domain.answers import Draft
from app.domain.errors import DraftRefused
from app.domain.fee_explanation import FeeWhy
from app.domain.money_entries import DraftTender
from app.domain.payments import Tendered
from app.domain.tenders import NONE
from app.domain.views import VisitRecorded
from app.services.free_text import unfit
from app.services.price_draft import EVIDENCE_MAX
from app.ui import formats
from app.ui.card_parts import CardParts, by_terminal
from app.ui.context import Context
from app.ui.session import LastRecord
from app.ui.split import Split
from app.ui.tabs.basket.ending import OWN_SLIP, Done, change_text, done_of, refused_text
from app.ui.tabs.basket.grounds import NO_GROUND, grounds, offered
from app.ui.tabs.basket.keeping import Keeping
from app.ui.tabs.basket.lines import row_of
from app.ui.tabs.basket.parking import Parking
from app.ui.tabs.basket.pricing import Pricing
from app.ui.tabs.basket.screen import BasketScreen, Papers, Stage, Ways
from app.ui.visit import Line


class BasketPresenter:
    """The window fills in its calls: `open_form` (is one open?), `form_ready` (or one that lacks nothing, though nothing was typed?),
    `begun_form` (the name of one begun elsewhere), `add_open` (put it in; False if incomplete), `finished`, `put_form_aside` and
    `take_form_back` for 보류, `day_wanted` before the day is open, `rest_wanted` where the last card left something owed."""

    def __init__(self, context: Context, screen: BasketScreen, papers: Papers) -> None:
        self._context = context
        self._screen = screen
        self._papers = papers
        self._text = context.words.text
        self.stage: Stage = "basket"
        self._tender: Ways | None = None
        self._elsewhere = self._waiting_for_price = False
        self.recording = self._day_missing = False
        self._served: dict[str, Draft] = {}
        self._charged: list[Line] = []
        self._cards: CardParts | None = None
        self._pricing = Pricing(context, screen, self._price_failed, self.charging)
        self._parking = Parking(context, screen)
        self.tell_parked = self._parking.tell
        self._keeping = Keeping(context, screen, lambda: self._charged)
        self.done: Done | None = None
        self.open_form: Callable[[], bool] = lambda: False
        self.form_ready: Callable[[], bool] = lambda: False
        self.add_open: Callable[[], bool] = lambda: True
        self.finished: Callable[[], object] = lambda: None
        self.reopen: Callable[[int], object] = lambda _: None
        self.put_form_aside: Callable[[], dict[str, Any] | None] = lambda: None
        self.take_form_back: Callable[[dict[str, Any]], object] = lambda kept: None
        self.begun_form: Callable[[], str] = lambda: ""
        self.day_wanted: Callable[[], object] = lambda: None
        self.rest_wanted: Callable[[], object] = lambda: None
        context.session.watch("day", self._day_changed)
        context.visit.watch(self._visit_changed)

    # --- lines ---------------------------------------------------------------------------------------------------------------

    def more(self, index: int, step: int) -> None:
        """Numpad + and −: copies of that line."""
        if self.may_change() and 0 <= index < len(self._context.visit.lines):
            self._context.visit.change_copies(index, step)

    def remove(self, index: int) -> None:
        if self.may_change() and 0 <= index < len(self._context.visit.lines):
            self._context.visit.remove(index)

    def ask_exemption(self) -> None:
        """F12: the grounds, each with its key; the one chosen holds for every line whose service allows it."""
        if not self.may_change():
            return
        if (self.open_form() and not self.add_open()) or self._is_empty():
            return
        self._screen.show_exemptions(*offered(self._context, [line.form for line in self._context.visit.lines]))
        self._go("exempt")

    def choose_exemption(self, key: str, evidence: str = "") -> bool:
        """True if that key names a ground, or `-` for none. A ground whose paper has to be numbered asks for the number first."""
        code = None if key == NO_GROUND else next((each.code for each in grounds(self._context) if each.key.upper() == key.upper()), "")
        if code == "":
            return False
        ground = self._context.catalogue.exemptions.get(code or "")
        if ground is not None and ground.number == "required" and not evidence.strip():
            self._screen.ask_evidence(key, self._text("basket.evidence_of", name=self._context.words.of(ground.evidence)))
            return True
        if (wrong := unfit(evidence) or ("too_long" if len(evidence.strip()) > EVIDENCE_MAX else None)) is not None:
            self._screen.say(self._context.words.problem(wrong), "danger")
            return True
        self._go("basket")
        self._context.visit.set_exemption(code, evidence if ground is not None else "")
        return True

    # --- money ---------------------------------------------------------------------------------------------------------------

    def pay(self, tender: Ways) -> None:
        """F10, F11, Shift+F11: add the open form, ask whether the national systems issued, then the money."""
        if self.recording or not self.may_change():
            return
        if not self._context.session.day_is_open:
            self._screen.say(self._text("error.day_not_open"), "danger")
            self._day_missing = True
            self.day_wanted()
            return
        if ((self.open_form() or self.form_ready()) and not self.add_open()) or self._is_empty():
            return
        self._tender, self._elsewhere = tender, False
        self._screen.say("")
        if self._context.visit.priced:
            self._ask()
        else:
            self._waiting_for_price = True

    def receive(self) -> None:
        """[접수], [접수만]: nothing to pay, nothing to issue."""
        self.pay("cash")

    def confirm(self) -> None:
        """Enter on the line "인감시스템에서 확인·발급"."""
        if self.stage == "confirm":
            self._money()

    def elsewhere(self) -> None:
        """2 on that line: another office makes the papers (어디서나민원); the fee is taken here, nothing is issued."""
        if self.stage == "confirm":
            self._elsewhere = True
            self._money()

    def settle_cash(self, received: str) -> None:
        """Enter in the cash field: the visit is recorded and the change shown."""
        plain = received.replace(",", "").strip()
        total = self._context.visit.total_won
        if not plain.isdigit() or int(plain) < total:
            self._screen.say(self._text("pay.too_little", due=total), "warning")
            return
        self._record(tender="cash", received_won=int(plain))

    def change_for(self, received: str) -> str:
        """거스름돈 while it is typed, or what is still missing; empty if that is no amount."""
        return change_text(self._context, received)

    def settle_card(self, approval_no: str, last4: str) -> None:
        """Enter in the card fields: approval number and last four digits as the terminal printed them."""
        if not approval_no.strip():
            self._screen.say(self._text("pay.approval_missing"), "warning")
            return
        if last4 and not (last4.isdigit() and len(last4) == 4):
            self._screen.say(self._text("pay.last4_wrong"), "warning")
            return
        self._record(tender="card", approval_no=approval_no.strip(), last4=last4)

    def explain(self) -> None:
        """Shift+F12: where each won of the basket comes from."""
        if self.charging() or self._is_empty():
            return
        actor, services = self._context.session.signed_in(), self._context.services
        code = self._context.visit.exemption
        drafts = [structs.replace(line.draft, exemption=code) if line.exempt else line.draft for line in self._context.visit.lines]

        def shown(whys: list[FeeWhy]) -> None:
            self._screen.show_whys(whys)
            self._go("why")

        self._context.read(
            lambda: [services.office_fees.why_of_draft(actor, draft) for draft in drafts],
            done=shown,
            failed=self._context.failing(self._screen),
        )

    def settle_split(self, parts: Sequence[Tendered]) -> None:
        """Several means together give the sum; what cards give the terminal is asked for last, one card after the other."""
        cards, others = by_terminal(parts, self._context.catalogue.tenders)
        if cards:
            self._charge(cards, others)
        else:
            self._record(parts=parts)

    def paid_by_card(self, result: VisitRecorded) -> None:
        """The terminal said it, or the telephone: the visit is in the book; another card may have to pay yet."""
        if (cards := self._cards) is None:  # whoever began it has gone
            return
        if cards.took(result):
            self._screen.begin_charge(*cards.next())
        else:
            self._recorded(self._charged, cards.whole(), receipts=cards.receipts)

    def not_charged(self, text: str) -> None:
        """Nothing was taken; what was in the basket is there still."""
        self._not_paid(text, "basket")

    def charge_by_hand(self, text: str) -> None:
        """The terminal heard nothing: an approval by telephone is typed, or other means are taken."""
        self._not_paid(text, "card")

    def _not_paid(self, text: str, stage: Stage) -> None:
        """After a first card the visit is in the book and owes the rest: where that is taken is told instead."""
        if (cards := self._cards) is not None and cards.paid:
            self._recorded(self._charged, cards.whole(), receipts=cards.receipts, rest_won=cards.rest_won, told=text)
            return
        self._charged, self._cards = [], None
        self._pricing.look_again()
        self._keeping.keep()
        self._go(stage, due=formats.won(self._context.visit.total_won))
        self._screen.say(text, "warning")

    def back(self) -> bool:
        """Esc: one stage back; False if there is none."""
        if self.stage in ("basket", "charge", "done"):
            return False
        self._screen.say("")
        self._go("basket")
        return True

    # --- papers, putting aside ---------------------------------------------------------------------------------------------------

    def print_receipt(self) -> None:
        for number in self.done.receipts if self.done is not None else ():
            self._papers.receipt(number)

    def print_notices(self) -> bool:
        """과태료 안내 of each filing that just came in late; False if none did."""
        late = self.done.late if self.done is not None else ()
        for number in late:
            self._papers.penalty_notice(number)
        return bool(late)

    def print_slips(self) -> None:
        for case_id in self.done.slips if self.done is not None else ():
            self._papers.slip(case_id)

    def park_or_resume(self) -> None:
        """F4: a visit with lines is put aside; with an empty basket the one put aside first comes back."""
        if self.charging():
            self._screen.say(self._text("charge.wait"), "warning")
        elif self._context.visit.lines or self.open_form():
            self._parking.park(self.put_form_aside(), self._put_aside)
        elif not self._parking.resume(self.take_form_back):
            self._screen.say(self._text("basket.nothing_parked"), "warning")

    def still_done(self, done: Done | None) -> None:
        """A case of the visit that was just recorded is cancelled: that is left of it."""
        self.done = done
        self._go("done" if done is not None else "basket")

    def next_visit(self) -> str:
        """F2: the next citizen, once nothing of this one is open; why not yet, if something is, which is said here too."""
        name = self.begun_form()
        if self._context.visit.lines or name or self.open_form():  # it belongs to this citizen, not to the next
            begun = "basket_kept.begun" if name else "basket.form_open"
            key = "charge.wait" if self.charging() else "basket.not_empty" if self._context.visit.lines else begun
            self._screen.say(why := self._text(key, name=name), "warning")
            return why
        self._context.visit.clear()
        self.done, self._served = None, {}
        self._go("basket")
        self._screen.say("")
        self.finished()
        return ""

    def restore(self, drafts: Mapping[str, Mapping[str, Any]]) -> None:
        """Which visits of this person are put aside; what was in the basket is in it again."""
        self._parking.learn(list(drafts))
        self._keeping.take_back(drafts)

    def served(self, number: str) -> Draft | None:
        """What was just taken under that number; forgotten with the next citizen."""
        return self._served.get(number)

    def forget(self) -> None:
        """Another person sits here now. A charge that is not known yet goes on in the book (수납, 카드 결과)."""
        self.done, self._served, self._charged, self._cards = None, {}, [], None
        self._screen.forget_charge()
        self._keeping.clear_screen()
        self._go("basket")
        self._screen.say("")

    # --- inside ----------------------------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        self._waiting_for_price = False
        systems = self._context.visit.issuing()
        if systems:
            names = " · ".join(self._text(f"system_long.{each}") for each in systems)
            due = formats.won(self._context.visit.total_won)
            self._go("confirm", question=self._text("basket.confirm_issue", systems=names), due=due)
        else:
            self._money()

    def _money(self) -> None:
        visit = self._context.visit
        due = formats.won(visit.total_won)
        if visit.only_received or (visit.total_won == 0 and not visit.issuing()):
            self._record(tender="none", issue=False)
        elif visit.total_won == 0:
            self._record(tender="cash")
        elif self._tender == "split":
            joined = self._context.services.cards.joined
            self._screen.begin_split(Split(visit.total_won, self._context.catalogue.tenders, by_terminal=joined))
            self._go("split", due=due)
        elif self._tender == "card" and self._context.services.cards.joined:
            self._charge([Tendered(tender="card", amount_won=visit.total_won)])
        else:
            self._go("cash" if self._tender == "cash" else "card", due=due)

    def _charge(self, cards: Sequence[Tendered], others: Sequence[Tendered] = ()) -> None:
        """The terminal is asked for those sums; the lines stay as they are until it has answered."""
        visit = self._context.visit
        self._charged = list(visit.lines)
        self._keeping.keep()
        self._go("charge")
        first = {"drafts": [line.draft for line in visit.lines], "exemption": visit.exemption, "visit_id": visit.visit_id}
        self._cards = CardParts(cards, others, first, {"issue": not self._elsewhere})
        self._screen.begin_charge(*self._cards.next())

    def charging(self) -> bool:
        """True while nobody knows how the charge of these lines ends."""
        return bool(self._charged)

    def _is_empty(self) -> bool:
        if not self._context.visit.lines:
            self._screen.say(self._text("basket.empty_refused"), "warning")
        return not self._context.visit.lines

    def may_change(self) -> bool:
        """False, and said so, while nobody knows how a charge ends."""
        if self.charging():
            self._screen.say(self._text("charge.wait"), "warning")
        return not self.charging()

    def _record(
        self,
        *,
        tender: DraftTender = NONE,
        parts: Sequence[Tendered] = (),
        issue: bool = True,
        received_won: int = 0,
        approval_no: str = "",
        last4: str = "",
    ) -> None:
        if self.recording:
            return
        self.recording = True
        self._screen.set_busy(True)
        visit, actor = self._context.visit, self._context.session.signed_in()
        issue = issue and not self._elsewhere
        drafts, exemption, visit_id, kept = [line.draft for line in visit.lines], visit.exemption, visit.visit_id, self._keeping.key
        lines = list(visit.lines)
        self._context.write(
            lambda: self._context.services.record_visit(
                actor,
                drafts,
                tender=tender,
                parts=parts,
                received_won=received_won,
                approval_no=approval_no,
                last4=last4,
                exemption=exemption,
                issue=issue,
                visit_id=visit_id,
                kept=kept,
            ),
            done=lambda result: self._recorded(lines, result),
            failed=lambda error: self._not_recorded(lines, error),
        )

    def _recorded(self, lines: Sequence[Line], result: VisitRecorded, **paid: Any) -> None:
        """`paid`: what several payments have to say more, see `ending.done_of`."""
        self.recording = False
        self._screen.set_busy(False)
        named = list(zip(lines, result.cases, strict=True))
        slips = [case.case_id for line, case in named if line.form.life in OWN_SLIP or case.provisional]
        done = done_of(self._context, lines, result, elsewhere=self._elsewhere, **paid)
        self._served |= {case.number: line.draft for line, case in named}
        self._context.session.last = LastRecord(*done.numbers[-1], result.cases[-1].provisional, result.receipt_no)
        self._charged, self._cards = [], None
        taken = {id(line.draft) for line in lines}
        added = [each for each in self._context.visit.lines if id(each.draft) not in taken]  # while the terminal was asked
        self._context.visit.clear()
        self.done = done
        self._screen.say("")
        self._screen.show_done(done)
        self._go("done")
        for each in added:
            self._context.visit.add(each)
        self._context.session.tell("last", "cases", "day", "sync")
        self.finished()
        if done.rest_won:
            self._go("done")  # the hands stay with what is owed
        for case_id in slips:  # these and the 잠정접수증 print by themselves (COUNTER §4)
            self._papers.slip(case_id, by_itself=True)
        for number in done.receipts:
            self._papers.taken(number)

    def _not_recorded(self, lines: Sequence[Line], error: Exception) -> None:
        """Nothing was written; a field that is wrong is named, because its form is not open any more."""
        self.recording = False
        self._screen.set_busy(False)
        self._go("basket")
        if isinstance(error, DraftRefused):
            self._screen.say(refused_text(self._context, lines, error), "danger")
            return
        self._context.failing(self._screen)(error)

    def _go(self, stage: Stage, *, question: str = "", due: str = "") -> None:
        self.stage = stage
        self._screen.show_stage(stage, question=question, due=due)

    def _day_changed(self) -> None:
        if self._day_missing and self._context.session.day_is_open:
            self._day_missing = False
            self._screen.say("")

    def _visit_changed(self) -> None:
        visit = self._context.visit
        if visit.lines and self.stage == "done":
            self.done = None
            self._go("basket")
        elif self.stage in ("confirm", "cash", "card", "split") and not visit.priced:
            self._go("basket")  # the sum is not what was asked for any more
        self._screen.show_lines([row_of(self._context, line) for line in visit.lines], formats.won(visit.total_won), self._exemption_name())
        self._pricing.ask()
        if self._waiting_for_price and visit.lines and visit.priced:
            self._ask()

    def _price_failed(self) -> None:
        self._waiting_for_price = False

    def _exemption_name(self) -> str:
        code = self._context.visit.exemption
        return self._context.words.of(self._context.catalogue.exemptions[code].name) if code else ""

    def _put_aside(self) -> None:
        self._served = {}
        self.finished()
