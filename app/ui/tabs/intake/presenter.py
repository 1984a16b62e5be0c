"""Taking a case: choose the service, fill in its form, put it into the basket. No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from app.domain.answers import Draft
from app.domain.errors import CounterError
from app.domain.find_services import in_order, search
from app.domain.forms import FormDef
from app.domain.views import CaseRow
from app.domain.words import Words
from app.ui.context import Context
from app.ui.form_model import FormModel, cell_name
from app.ui.office_prices import OfficePrices
from app.ui.services import Quote
from app.ui.tabs.intake.quote_text import quote_text
from app.ui.tabs.intake.service_told import ServiceItem, ServiceTold
from app.ui.tabs.intake.stations import Mode, Station, services_of
from app.ui.visit import Line

LATE = ("slip_no", "intake_at", "late_reason")
CASES_OFFERED = 10
PURPOSES = ("use", "purpose")  # fields that say what a paper is for


class IntakeScreen(Protocol):
    """What the presenter asks of the screen."""

    def show_services(self, items: Sequence[ServiceItem]) -> None: ...
    def show_form(self, model: FormModel, title: str, subtitle: str) -> None: ...
    def drop_form(self) -> None: ...
    def show_mode(self, mode: Mode | None) -> None: ...
    def show_page(self, page: str) -> None: ...
    def offer(self, field_id: str, values: Sequence[str]) -> None: ...
    def draft_now(self) -> object: ...
    def complain(self, problems: dict[str, str], warnings: dict[str, str]) -> None: ...
    def show_fee(self, text: str, *, receive_only: bool) -> None: ...
    def show_trouble(self, text: str) -> None: ...
    def show_outage(self, text: str) -> None: ...
    def show_late(self, values: Mapping[str, str] | None) -> None: ...
    def focus_late(self) -> None: ...
    def go_to(self, field_id: str) -> None: ...
    def focus_box(self) -> None: ...
    def focus_modes(self) -> None: ...
    def focus_form(self) -> None: ...
    def focus_basket(self) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class IntakePresenter:
    """One per intake tab. Forms that were left stay as they are until they are put into the basket."""

    def __init__(self, context: Context, screen: IntakeScreen, station: Station) -> None:
        self._context = context
        self._screen = screen
        self.station = station
        self._words: Words = context.words
        self.mode: Mode | None = station.modes[0] if station.modes else None
        self._models: dict[str, FormModel] = {}
        self.model: FormModel | None = None
        self._listed: list[FormDef] = []
        self._text = ""
        self._asked = 0
        self._quoted: tuple[Draft, dict[str, str]] | None = None
        self._slip: str | None = None
        self._prices = OfficePrices(context, screen, lambda: self.search(self._text))
        self.told = ServiceTold(context, self._prices)
        self._chosen = False  # the form in front was asked for, it did not come with the station's key
        context.session.watch("lamps", self._lamps_changed)

    @property
    def forms(self) -> dict[str, FormModel]:
        """Each form that was begun here, by service."""
        return self._models

    # --- choosing --------------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """The station's key was pressed: the hands are where this station begins."""
        self.search("")
        self._prices.refresh()
        self._chosen = False
        if self.station.begin == "form" and self._listed:
            if self.model is None:
                self.choose(self._listed[0].id)
                self._chosen = False
            else:
                self._screen.focus_form()
        elif self.station.begin == "modes":
            self._screen.show_page("services")
            self._screen.focus_modes()
        else:
            self._screen.show_page("services")
            self._screen.focus_box()

    def choose_mode(self, key: str) -> None:
        """The digit of a mode was pressed, or its button."""
        for mode in self.station.modes:
            if mode.key == key:
                self.mode = mode
                self._screen.show_mode(mode)
                self._screen.show_page(mode.page or "services")
                if not mode.page:
                    self.search("")
                    self._screen.focus_box()

    def search(self, text: str) -> None:
        """The list shows what fits; the whole catalogue is searched, so that any service can be added from any tab."""
        self._text = text
        own = services_of(self._context.catalogue, self.station, self.mode)
        found = search(own, text)
        if text:
            known = {form.id for form in found}
            found += [form for form in search(in_order(self._context.catalogue.forms.values()), text) if form.id not in known]
        self._listed = found
        self._screen.show_services([self.told.item(form, index) for index, form in enumerate(found)])

    def choose_digit(self, digit: int) -> bool:
        """True if that line of the list was chosen."""
        if not 1 <= digit <= min(9, len(self._listed)):
            return False
        self.choose(self._listed[digit - 1].id)
        return True

    def choose_first(self) -> None:
        """Enter in the box: the nearest service."""
        if self._listed:
            self.choose(self._listed[0].id)
        else:
            self._screen.say(self._words.text("intake.nothing_found", text=self._text), "warning")

    def choose(self, service: str, *, hands: bool = True) -> None:
        """The form of that service is open, with what was typed into it before, or with the people of this visit.

        `hands`: the keyboard goes there too.
        """
        form = self._context.catalogue.forms[service]
        if self.model is not None and self.model.form.id != service:
            self._screen.draft_now()
            self.keep()  # left for another one, it is on disk as it was typed
        model = self._models.get(service)
        if model is None or model.empty:
            model = FormModel(form, today=self._context.today(), carried=self._context.visit.people())
            self._models[service] = model
        self.model, self._chosen = model, True
        self._mode_of(form)
        if self._slip is not None:
            reason = self._words.text("late.usual_reason")
            model.late, self._slip = {"slip_no": self._slip, "intake_at": "", "late_reason": reason}, None
        self._screen.say("")
        self._screen.show_form(model, self._words.of(form.name), self.told.facts(form))
        self._screen.show_late(model.late)
        for name in PURPOSES:
            self._screen.offer(name, self._context.session.recent)
        if form.case_fields:
            self._offer_cases(model)
        self._screen.show_trouble("")
        self._lamps_changed()
        if hands and model.late is not None and not all(text.strip() for text in model.late.values()):
            self._screen.focus_late()
        elif hands:
            self._screen.focus_form()
        self.changed()

    def _mode_of(self, form: FormDef) -> None:
        """The button of the way of working shows what is open, however its form was found."""
        mine = self.mode
        if mine is not None and (form.life in mine.lives or not (mine.lives or mine.page)):
            return
        of_life = (mode for mode in self.station.modes if form.life in mode.lives)
        of_all = (mode for mode in self.station.modes if not (mode.lives or mode.page))
        if (found := next(of_life, None) or next(of_all, None)) is not None:
            self.mode = found
            self._screen.show_mode(found)

    def _offer_cases(self, model: FormModel) -> None:
        """↓ in a field that names a case brings the newest ones, the one that was last in hand first."""
        last = self._context.session.last

        def done(rows: Sequence[CaseRow]) -> None:
            if self.model is not model:
                return  # another form was opened meanwhile
            numbers = [*([last.number] if last is not None else []), *(row.number for row in rows)]
            for each in model.form.case_fields:
                self._screen.offer(each.id, list(dict.fromkeys(numbers)))

        self._context.read(lambda: self._context.services.recent(CASES_OFFERED), done=done, failed=self._context.failing(self._screen))

    def begin_slip(self, number: str) -> None:
        """The next form that is opened is the one of that slip."""
        self._slip = number
        self._screen.show_page("services")
        self._screen.say(self._words.text("late.choose", number=number), "warning")
        self._screen.focus_box()

    def toggle_late(self) -> None:
        """소급 입력: the open form was written on paper, or was not after all."""
        model = self.model
        if model is None:
            return
        usual = {"slip_no": "", "intake_at": "", "late_reason": self._words.text("late.usual_reason")}
        model.late = usual if model.late is None else None
        self._screen.show_late(model.late)
        if model.late is None:
            self._screen.focus_form()
        else:
            self._screen.focus_late()
        self._lamps_changed()
        self.changed()

    def late_typed(self, values: dict[str, str]) -> None:
        """What stands in the three fields of a case written on paper."""
        if self.model is not None and self.model.late is not None:
            self.model.late = values

    def leave_form(self) -> None:
        """Esc: one level back, everything kept."""
        self._chosen = False
        self.search("")
        self._screen.show_page("services")
        self._screen.focus_box()

    def clear_form(self) -> None:
        """The open form starts anew; its working draft is gone."""
        if self.model is not None:
            service = self.model.form.id
            self._drop(service)
            self.model = None
            self.choose(service)
            self._chosen = False

    # --- the form --------------------------------------------------------------------------------------------------------

    def changed(self) -> None:
        """Something was typed: the fee is asked anew; the last answer wins."""
        if (model := self.model) is None:
            return
        self._asked += 1
        mine, draft = self._asked, model.draft()
        self._context.read(
            lambda: self._context.services.quote(draft),
            done=lambda quote: self._priced(draft, quote) if mine == self._asked else None,
            failed=self._not_priced,
        )

    def add(self) -> bool:
        """True if the open form went into the basket; otherwise every problem is named and the hands are at the first."""
        if (model := self.model) is None:
            return False
        self._screen.draft_now()
        checked = model.checked()
        problems = dict(checked.problems)
        if self._quoted is not None and self._quoted[0] == model.draft():
            problems.update({name: code for name, code in self._quoted[1].items() if name not in problems})
        problems.update({f"paper:{each.id}": "paper_unmarked" for each in model.unmarked_papers()})
        self._screen.complain(problems, dict(checked.warnings))
        if problems:
            self._name_problems(model, problems)
            self.keep()
            return False
        form = model.form
        for name in PURPOSES:
            self._context.session.remember(str(checked.values.get(name) or ""))
        self._context.visit.add(Line(form, model.settled_draft(), provisional=self._receive_only(form)))
        self._drop(form.id)
        self.model = None
        self._screen.show_trouble("")
        self._after_adding(form)
        return True

    def same_again(self) -> None:
        """`*` in the basket: the same service for another target, people carried over."""
        if self._context.visit.lines:
            self.choose(self._context.visit.lines[-1].form.id)

    def is_open(self) -> bool:
        """True if a form lies open with something typed into it."""
        return self.model is not None and not self.model.empty

    def begun(self) -> list[FormModel]:
        """Forms with something typed into them that are in no basket yet."""
        return [each for each in self._models.values() if not each.empty]

    def is_ready(self) -> bool:
        """True if the form in front was asked for and lacks nothing, though all of it came from this visit: the citizen wants it too."""
        model = self.model
        return self._chosen and model is not None and not model.checked().problems and not model.unmarked_papers()

    def keep(self) -> None:
        """What is typed is on disk as a working draft, so that a crash or a lock loses nothing."""
        model, actor = self.model, self._context.session.actor
        if model is None or actor is None or model.empty:
            return
        key, kept = self._draft_key(actor.user, model.form.id), model.to_json()
        self._context.write(
            lambda: self._context.services.save_draft(key, kept), done=lambda _: None, failed=self._context.failing(self._screen)
        )

    def one_more(self, draft: Draft) -> None:
        """한 통 더: the form as it was filled in, hands at what has to be asked again, numbers that are masked among it."""
        form = self._context.catalogue.forms[draft.service]
        model = FormModel(form, today=self._context.today())
        model.take(draft)
        self._models[form.id] = model
        self.choose(form.id)
        problems = [each.id for each in model.shown() if each.id in model.checked().problems]
        last = ["copies"] if any(each.id == "copies" for each in model.shown()) else []
        if problems or last:
            self._screen.go_to((problems or last)[0])

    def reopen(self, draft: Draft) -> bool:
        """A line of the basket lies open again as it was filled in; False if the same form lies here already with something else in it."""
        self._screen.draft_now()
        begun = self._models.get(draft.service)
        if begun is not None and not begun.empty:
            self._screen.say(self._words.text("intake.begun_already"), "warning")
            return False
        model = FormModel(self._context.catalogue.forms[draft.service], today=self._context.today())
        model.take_back(draft)
        self._models[draft.service] = model
        self.choose(draft.service)
        if lacking := [each.id for each in model.shown() if each.id in model.checked().problems]:
            self._screen.go_to(lacking[0])
        return True

    def set_aside(self) -> dict[str, Any] | None:
        """보류: the open form leaves the screen and comes back with its visit; None if nothing was typed."""
        self._screen.draft_now()
        model = self.model
        if model is None or model.empty:
            return None
        self._drop(model.form.id)
        self.model = None
        self._screen.drop_form()
        self._screen.show_trouble("")
        self._screen.show_page("services")
        return model.to_json()

    def take_back(self, kept: Mapping[str, Any]) -> None:
        """The form that was put aside lies open again."""
        form = self._context.catalogue.forms.get(str(kept.get("service", "")))
        if form is not None:
            model = FormModel(form, today=self._context.today())
            model.restore(kept)
            self._models[form.id] = model
            self.choose(form.id)

    def restore(self, drafts: Mapping[str, Mapping[str, Any]]) -> None:
        """Forms this clerk had left unfinished are offered again."""
        actor = self._context.session.signed_in()
        prefix = self._draft_key(actor.user, "")
        for key, kept in drafts.items():
            form = self._context.catalogue.forms.get(key.removeprefix(prefix)) if key.startswith(prefix) else None
            open_now = self._models.get(form.id) if form is not None else None
            if form is not None and (open_now is None or open_now.empty):  # after a lock the form itself is still here, and newer
                model = FormModel(form, today=self._context.today())
                model.restore(kept)
                self._models[form.id] = model
                if self.model is not None and self.model is open_now:  # it lies open, empty
                    self.model = None
                    self.choose(form.id, hands=False)

    def forget(self) -> None:
        """Another person sits here now: nothing of the last one's forms stays on the screen."""
        self._models.clear()
        self.model = None
        self._quoted = None
        self._screen.drop_form()
        self.search("")
        self._screen.show_page("services")

    # --- inside ----------------------------------------------------------------------------------------------------------

    def _after_adding(self, form: FormDef) -> None:
        self.search("")
        self._screen.show_page("services")
        if form.life == "filing" or self._receive_only(form):
            self._screen.focus_basket()
        else:
            self._screen.focus_box()

    def _name_problems(self, model: FormModel, problems: Mapping[str, str]) -> None:
        first = next(iter(problems))
        labels = {each.id: self._words.of(each.label) for each in model.form.fields}
        labels |= {f"paper:{each.id}": self._words.of(each.name) for each in model.form.papers}
        labels |= {each: self._words.text(f"late.{each}") for each in LATE if model.late is not None}
        name = labels.get(first) or cell_name(model.form, first, self._words) or first
        only_missing = set(problems.values()) <= {"required"}
        key = "intake.missing" if only_missing else "intake.wrong"
        self._screen.show_trouble(self._words.text(key, n=len(problems), first=name))
        if first in LATE:
            self._screen.focus_late()
        else:
            self._screen.go_to(first)

    def _priced(self, draft: Draft, quote: Quote) -> None:
        self._quoted = (draft, {name: code for name, code in quote.problems.items() if name != "fee"})
        receive_only = quote.provisional
        if self.model is not None and self.model.late is not None:
            self.model.set_receive_only(receive_only)  # by the outage it was written in, not by the lamp of now
        form = self.model.form if self.model is not None else None
        self._screen.show_fee(quote_text(self._context, form, quote), receive_only=receive_only)

    def _not_priced(self, error: Exception) -> None:
        if not isinstance(error, CounterError):
            raise error
        self._screen.show_fee(self._words.message(error), receive_only=False)

    def _lamps_changed(self) -> None:
        form = self.model.form if self.model is not None else None
        if self.model is not None and self.model.late is None:
            turned = self.model.receive_only != self._receive_only(self.model.form)
            self.model.set_receive_only(self._receive_only(self.model.form))
            if turned:
                self.changed()  # what it costs, and what its button does, is another now
        if form is None or not self._context.session.down(form.national_system):
            self._screen.show_outage("")
            return
        system = self._words.text(f"system.{form.national_system}")
        key = {"full": "outage.full", "receive_only": "outage.receive_only", "office_choice": "outage.office_choice"}[form.when_down]
        self._screen.show_outage(self._words.text(key, system=system))

    def _receive_only(self, form: FormDef) -> bool:
        return form.when_down != "full" and self._context.session.down(form.national_system)

    def _draft_key(self, user: str, service: str) -> str:
        return f"form/{self.station.name}/{user}/{service}"

    def _drop(self, service: str) -> None:
        self._models.pop(service, None)
        actor = self._context.session.actor
        if actor is not None:
            key = self._draft_key(actor.user, service)
            self._context.write(
                lambda: self._context.services.drop_draft(key), done=lambda _: None, failed=self._context.failing(self._screen)
            )
