"""What the citizen's screen shows at each moment, and what is done with what comes back from it. No Qt.

Nothing of one visit outlives it: the next visit, 보류, a lock and signing out each clear the screen, and after a lock nothing comes back by
itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from msgspec import structs

from app.domain.citizen_screen import CONSENTS, SIGNATURE_FILE, By, CitizenScreen, Confirmation
from app.domain.forms import FormDef
from app.domain.words import Lang, Words
from app.ui import formats
from app.ui.citizen.pages import Away, Consent, Items, Page, Signing, Thanks, Waiting, items_page
from app.ui.context import Context
from app.ui.form_model import FormModel

Asked = Literal["", "confirm", "consent", "sign"]


@dataclass(frozen=True)
class Told:
    """The clerk's line: what the citizen sees, and what can be done about it. `aloud`: there is something they could say yes to."""

    text: str
    tone: str = ""
    waits: bool = False
    aloud: bool = False


@dataclass(frozen=True)
class ToSign:
    """A case a signature can be put to."""

    number: str
    form: FormDef


class CitizenView(Protocol):
    """The window on the second screen."""

    def show_page(self, page: Page, words: Words, settings: CitizenScreen) -> None: ...


class Clerk(Protocol):
    """The clerk's side."""

    def show_told(self, told: Told) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class Desk(Protocol):
    """What the window knows and the presenter asks for."""

    def ticket(self) -> str: ...
    def busy(self) -> bool: ...
    def open_model(self) -> FormModel | None: ...
    def fill(self, field_id: str, value: bool) -> None: ...
    def add_open(self) -> bool: ...
    def to_sign(self) -> Sequence[ToSign]: ...
    def was_taken(self) -> object | None: ...


class CitizenPresenter:
    """`settings`: as the desk keeps them; `now`: as they stand for this visit, after the citizen's own keys."""

    def __init__(self, context: Context, clerk: Clerk, desk: Desk, words_of: Callable[[Lang], Words]) -> None:
        self._context, self._clerk, self._desk, self._words_of = context, clerk, desk, words_of
        self._spoken: dict[Lang, Words] = {context.words.lang: context.words}
        self._text = context.words.text
        self.settings = self.now = CitizenScreen()
        self.view: CitizenView | None = None
        self.asked: Asked = ""
        self._consents: list[str] = []
        self._consents_before = 0
        self._of_model: FormModel | None = None
        self._answered: dict[str, bool] = {}
        self._asked_for: tuple[object, ...] = ()
        self._signs: ToSign | None = None
        self._said = ""  # key of what was answered to the citizen
        self._news: tuple[str, str] = ("", "")
        self._thanks = self._rated = False
        self._whom = 0  # how many were thanked
        self._done: object | None = None
        self._visit = context.visit.number
        context.visit.watch(self._visit_changed)
        context.session.watch("actor", self._actor_changed)
        context.session.watch("last", self._last_changed)
        context.session.watch("rating", self._rated_at_the_desk)
        context.session.watch("handed_over", self._handed_over)

    # --- what the clerk does -------------------------------------------------------------------------------------------------

    def set_up(self, settings: CitizenScreen) -> None:
        """The desk keeps it so from now on."""
        self.settings = self.now = settings
        self.render()

    def send(self) -> None:
        """The key: consents that nobody answered yet are asked, then the citizen is asked whether the basket is right."""
        if self.view is None:
            self._clerk.say(self._text("citizen_bar.missing" if self.settings.screen else "citizen_bar.not_set"), "warning")
        elif self._desk.busy():
            self._clerk.say(self._text("citizen_bar.busy"), "warning")
        else:
            self._send()

    def aloud(self) -> None:
        """The citizen said so aloud: the clerk notes it."""
        if self._context.visit.lines and self.asked in ("confirm", ""):
            self._confirm("clerk")

    def take_back(self) -> None:
        """Whatever is asked is asked no longer; the basket stays to be seen."""
        self._stop_asking()
        self.render()

    def sign(self, case: ToSign) -> None:
        """The citizen is asked for a signature, which becomes an attachment of that case."""
        if self.view is None:
            self._clerk.say(self._text("citizen_bar.missing"), "warning")
            return
        self._stop_asking()
        self._news = ("", "")
        self.asked, self._signs = "sign", case
        self.render()

    def to_sign(self) -> list[ToSign]:
        """Cases of this visit, or the passport in hand."""
        found = list(self._desk.to_sign())
        if not found:
            self._clerk.say(self._text("citizen_bar.nobody_signs"), "warning")
        return found

    # --- what the citizen does -----------------------------------------------------------------------------------------------

    def agree(self) -> None:
        """It is right."""
        if self.asked == "confirm":
            self._confirm("citizen")

    def doubt(self) -> None:
        """It is not right: the clerk is told, the citizen is told whom to speak to."""
        if self.asked == "confirm":
            self._stop_asking()
            self._said = "citizen.doubted"
            self._tell("doubted", "warning")

    def answer(self, yes: bool) -> None:
        """Of the consent that is asked; the box of the form takes it."""
        if self.asked != "consent":
            return
        field_id = self._consents.pop(0)
        self._consents_before += 1
        self._answered[field_id] = yes
        if self._of_model is None:
            self._context.visit.answer(field_id, yes)
        elif self._of_model is self._desk.open_model():
            self._desk.fill(field_id, yes)
        if self._consents:
            self.render()
            return
        goes_on = self._of_model is None
        self._stop_asking()
        self._tell("consented", "success")
        if goes_on:
            self._ask_to_confirm()

    def signed(self, png: bytes) -> None:
        """The strokes as a picture: sealed and put to the case."""
        case, actor = self._signs, self._context.session.actor
        if self.asked != "sign" or case is None or actor is None:
            return
        here = [each.number for each in self._desk.to_sign()]
        if here and case.number not in here:  # the clerk has another citizen's case before them by now: whose name is this?
            self._stop_asking()
            self._tell("changed", "warning")
            return
        visit = self._context.visit.number
        self._stop_asking()
        self._said = "citizen.signed"
        self.render()

        def done(_: object) -> None:
            if self._context.visit.number == visit and self._context.session.actor is not None:
                self._tell("signed", "success")
            self._context.session.tell("cases")

        self._context.write(
            lambda: self._context.services.attachments.attach_made(actor, case.number, SIGNATURE_FILE, png),
            done=done,
            failed=self._context.failing(self._clerk),
        )

    def rate(self, score: int) -> None:
        """One answer about this visit, without a name."""
        actor = self._context.session.actor
        if not self._thanks or self._rated or actor is None:
            return
        self._rated, self._said = True, "citizen.rated"
        self.render()
        self._context.write(
            lambda: self._context.services.office.give_rating(actor, score),
            done=lambda _: self._rating_kept(),
            failed=self._context.failing(self._clerk),
        )

    def turn_language(self) -> None:
        """The other language, for this visit."""
        self._turn(lang="en" if self.now.lang == "ko" else "ko")

    def turn_size(self) -> None:
        self._turn(large=not self.now.large)

    def turn_colours(self) -> None:
        self._turn(contrast=not self.now.contrast)

    def enough_thanked(self) -> None:
        """Whoever was thanked has gone."""
        if self._thanks or self._said == "citizen.signed":
            self._forget()
            self.render()

    # --- what is seen --------------------------------------------------------------------------------------------------------

    @property
    def words(self) -> Words:
        """Of the citizen's window."""
        lang = self.now.lang
        if lang not in self._spoken:
            self._spoken[lang] = self._words_of(lang)
        return self._spoken[lang]

    def page(self) -> Page:
        """What the citizen sees at this moment."""
        visit, text = self._context.visit, self.words.text
        if self._context.session.actor is None:
            return Away()
        if self.asked == "sign" and self._signs is not None:
            return Signing(self.words.of(self._signs.form.name), self._signs.number)
        if self.asked == "consent":
            whole = len(self._consents) + self._consents_before
            step = text("citizen.consent_step", at=self._consents_before + 1, of=whole) if whole > 1 else ""
            return Consent(text(f"citizen.what.{self._consents[0]}"), text(f"citizen.why.{self._consents[0]}"), step)
        said = text(self._said) if self._said else ""
        if visit.lines and not visit.quiet:
            if visit.confirmed is not None:
                said = text("citizen.agreed")
            asks = self.asked == "confirm" and visit.priced
            return items_page(visit, self.words, today=self._context.today(), asks=asks, said=said)
        if self._thanks or self._said == "citizen.signed":
            return Thanks(self._thanks and self.settings.rating and not self._rated, said, self._whom)
        return Waiting(self._desk.ticket(), self.settings.notice or text("citizen.welcome_note"))

    def render(self) -> None:
        """Both sides show what is so now."""
        if self.view is None:
            self._clerk.show_told(Told(self._text("citizen_bar.missing"), "warning"))
            return
        page = self.page()
        self.view.show_page(page, self.words, self.now)
        self._clerk.show_told(self._told(page))

    # --- inside --------------------------------------------------------------------------------------------------------------

    def _send(self) -> None:
        self._stop_asking()
        self._said, self._news = "", ("", "")
        self._context.visit.quiet = False
        model = self._desk.open_model()
        if model is not None and (open_consents := self._open_in_model(model)):
            self._ask_consents(open_consents, model)
            return
        if model is not None and not self._desk.add_open():
            self.render()
            return
        if not self._context.visit.lines:
            self._clerk.say(self._text("citizen_bar.nothing"), "warning")
            self.render()
        elif open_consents := self._open_in_lines():
            self._ask_consents(open_consents, None)
        else:
            self._ask_to_confirm()

    def _ask_consents(self, consents: Sequence[str], model: FormModel | None) -> None:
        self.asked, self._consents, self._of_model, self._consents_before = "consent", list(consents), model, 0
        self.render()

    def _ask_to_confirm(self) -> None:
        self.asked, self._asked_for = "confirm", self._seen()
        self.render()

    def _confirm(self, by: By) -> None:
        visit = self._context.visit
        if not visit.priced or self._desk.busy():
            return
        now, lines = self._context.now_ms(), visit.lines
        self._stop_asking()
        visit.confirm(
            [
                Confirmation(
                    at=now,
                    due_won=line.due_won or 0,
                    total_won=visit.total_won,
                    cases=len(lines),
                    lang=self.now.lang,
                    by=by,
                    consents=[each for each, yes in self._answered.items() if line.draft.answers.get(each) is yes],
                )
                for line in lines
            ]
        )

    def _seen(self) -> tuple[object, ...]:
        """What the citizen is shown, once it has its prices: another basket is another question."""
        visit = self._context.visit
        return tuple((line.draft, line.due_won) for line in visit.lines) if visit.priced else ()

    def _open_in_model(self, model: FormModel) -> list[str]:
        shown = {each.id for each in model.shown()}
        return [each for each in CONSENTS if each in shown and not model.raw.get(each) and each not in self._answered]

    def _open_in_lines(self) -> list[str]:
        lines = self._context.visit.lines
        asked = {each for each in CONSENTS for line in lines if each in line.form.field_ids and not line.draft.answers.get(each)}
        return [each for each in CONSENTS if each in asked and each not in self._answered]

    def _turn(self, **changes: object) -> None:
        self.now = structs.replace(self.now, **changes)
        self.render()

    def _stop_asking(self) -> None:
        self.asked, self._consents, self._of_model, self._signs, self._asked_for = "", [], None, None, ()

    def _forget(self) -> None:
        """Nothing of this citizen stays: neither what they were asked nor how they wanted to read it."""
        self._stop_asking()
        self._answered, self._said, self._news = {}, "", ("", "")
        self._thanks = self._rated = False
        self.now = self.settings

    def _tell(self, key: str, tone: str) -> None:
        self._news = (self._text(f"citizen_bar.{key}"), tone)
        self.render()

    def _told(self, page: Page) -> Told:
        text = self._text
        if self.asked:
            asked = {"confirm": "citizen_bar.asking", "consent": "citizen_bar.consenting", "sign": "citizen_bar.signing"}
            return Told(text(asked[self.asked]), waits=True, aloud=self.asked == "confirm")
        said = self._context.visit.confirmed
        if said is not None and isinstance(page, Items):
            key = "citizen_bar.agreed" if said.by == "citizen" else "citizen_bar.agreed_aloud"
            return Told(text(key, at=formats.clock_text(said.at)), "success")
        aloud = bool(self._context.visit.lines)
        if self._news[0]:
            return Told(*self._news, aloud=aloud)
        shown: Mapping[type[Page], str] = {Items: "items", Thanks: "thanks", Away: "away"}
        return Told(text(f"citizen_bar.{shown.get(type(page), 'waiting')}"), aloud=aloud)

    # --- what happens --------------------------------------------------------------------------------------------------------

    def _visit_changed(self) -> None:
        visit = self._context.visit
        if visit.number != self._visit:
            self._visit = visit.number
            self._forget()
        elif self._context.session.actor is not None and visit.lines:
            if self._thanks:
                self._forget()
            if self.asked == "confirm" and not self._asked_for:
                self._asked_for = self._seen()
            elif self.asked == "confirm" and self._seen() != self._asked_for:
                self._stop_asking()
                self._news = (self._text("citizen_bar.changed"), "warning")
        elif self.asked == "confirm":
            self._stop_asking()
        self.render()

    def _actor_changed(self) -> None:
        if self._context.session.actor is None:
            self._forget()
            self._context.visit.quiet = True
        self.render()

    def _last_changed(self) -> None:
        done = self._desk.was_taken()
        if done is not None and done is not self._done and not self._context.visit.lines:
            self._thank()
        self._done = done
        self.render()

    def _handed_over(self) -> None:
        """Whoever came for a passport only has paid long ago: they are thanked, and asked, when they have it."""
        if self._context.session.actor is not None and not self._context.visit.lines:
            self._thank()
            self.render()

    def _thank(self) -> None:
        self._forget()
        self._thanks = True
        self._whom += 1

    def _rated_at_the_desk(self) -> None:
        if self._thanks and not self._rated:
            self._rated, self._said = True, "citizen.rated"
            self.render()

    def _rating_kept(self) -> None:
        self._context.session.tell("rating")
        self._tell("rated", "success")
