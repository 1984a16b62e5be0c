"""What is told of a service without opening a case: its fee now, its papers, who may apply, what it costs elsewhere. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.forms import Fee, FormDef
from app.ui import formats
from app.ui.context import Context
from app.ui.office_prices import OfficePrices
from app.ui.tabs.intake.stations import fees_now, other_channels


@dataclass(frozen=True)
class ServiceItem:
    """One line of the list of services. `key`: its digit, empty after the ninth."""

    service: str
    key: str
    name: str
    fee: str
    note: str


class ServiceTold:
    def __init__(self, context: Context, prices: OfficePrices) -> None:
        self._context, self._prices, self._words = context, prices, context.words

    def item(self, form: FormDef, index: int) -> ServiceItem:
        """The line of that service at that place of the list."""
        fees = self._fees(form)
        own = [fee for fee in fees if fee.owner != "carrier"] or fees  # postage is asked for apart, unless the service is the posting
        amounts = sorted({fee.amount_won for fee in own if fee.amount_won is not None})
        ends = dict.fromkeys((amounts[0], amounts[-1])) if amounts else {}
        fee = "~".join(formats.won(each) for each in ends) if any(amounts) else self._words.text("fee.free")
        if form.priced_at == "notice":
            fee = self._words.text("fee.at_notice")
        elif any(each.amount_won is None for each in own):
            fee = self._words.text("fee.unknown")
        down = self._context.session.down(form.national_system)
        note = self._words.text(f"note.{form.when_down}") if down else ""
        return ServiceItem(form.id, str(index + 1) if index < 9 else "", self._words.of(form.name), fee, note)

    def info(self, service: str) -> list[tuple[str, str]]:
        """Fee, papers, who may apply, other prices: for the question on the telephone."""
        form = self._context.catalogue.forms[service]
        text, words = self._words.text, self._words
        rows = [(text("info.fee"), "\n".join(self._fee_line(fee) for fee in self._fees(form)) or text("fee.free"))]
        if others := other_channels(form, self._context.services.desk.clock.now()):
            rows.append((text("info.other_channels"), "\n".join(self._fee_line(fee, channel=True) for fee in others)))
        if form.papers:
            rows.append((text("info.papers"), "\n".join(words.of(paper.name) for paper in form.papers)))
        if form.eligible:
            rows.append((text("info.eligible"), " · ".join(self._eligible(each) for each in form.eligible)))
        rows.append((text("info.period"), self._period(form)))
        rows.append((text("info.law"), form.legal_basis))
        return rows

    def facts(self, form: FormDef) -> str:
        """The national system it leans on and its period, in one line."""
        system = self._words.text(f"system.{form.national_system}") if form.national_system else ""
        period = self._period(form) if form.processing.kind != "not_set" else ""
        return " · ".join(part for part in (system, period) if part)

    def _fees(self, form: FormDef) -> list[Fee]:
        now = self._context.services.desk.clock.now()
        return self._prices.priced(form.id, fees_now(form, now), now)

    def _fee_line(self, fee: Fee, *, channel: bool = False) -> str:
        amount = self._words.text("fee.unknown") if fee.amount_won is None else self._words.text("fee.won", won=formats.won(fee.amount_won))
        name = self._words.text(f"channel.{fee.channel}") if channel else self._words.of(fee.label)
        return f"{name} {amount}"

    def _period(self, form: FormDef) -> str:
        if form.processing.kind == "immediate":
            return self._words.text("period.immediate")
        if form.processing.kind == "not_set":
            return self._words.text("period.not_set")
        return self._words.text(f"period.{form.processing.unit}", n=form.processing.value)

    def _eligible(self, who: str) -> str:
        key = f"eligible.{who}"
        return self._words.text(key) if self._words.has(key) else who
