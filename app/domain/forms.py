"""A service's form as data: what `forms/*.toml` may say, and nothing else.

One `FormDef` describes one service of the catalogue: its fields in the order in which the clerk asks, fees, papers,
exemptions, the national system it leans on and what may be done while that is down (ARCHITECTURE A8–A10). The kinds of
field, rule and condition are closed lists: a new one is Python with a test, never code in a form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Final, Literal

import msgspec

from app.domain.book_layouts import Layouts
from app.domain.notice_texts import NoticeDef

FieldKind = Literal[
    "text",  # free text, one line
    "name",  # a person's name: Hangul, Hanja or Latin
    "latin_name",  # A–Z, space, hyphen: the romanised name of a passport
    "rrn",  # resident registration number (foreigners' numbers too); sealed
    "arn",  # foreigner registration number; sealed
    "passport_no",  # sealed
    "reg_no",  # business or corporate registration number (법인·사업자)
    "phone",
    "address",
    "date",  # canonical value: 2026-11-21
    "datetime",  # canonical value: 2026-11-21T09:30
    "int",
    "choice",  # one of `choices`
    "choices",  # several of `choices`
    "check",  # a box; with `must = true` it has to be ticked
    "rows",  # a small table; `columns` are fields; answers: list of objects
    "plate",  # vehicle registration number
    "parcel",  # land parcel: place and lot number
]
SEALED_KINDS: frozenset[str] = frozenset({"rrn", "arn", "passport_no"})

Station = Literal["seal", "family", "passport", "integrated"]
Life = Literal[
    "certificate",
    "filing",
    "passport",
    "petition",
    "disclosure",
    "living_report",
    "exchange",
    "report",
    "pickup",
    "posting",
    "compensation",
    "guardianship",
    "consultation",
]
Family = Literal["seal", "family_certificate", "family_filing", "passport", "integrated", "petition", "disclosure", "other"]
NationalSystem = Literal["seal", "resident", "family", "passport", "vehicle", "land", "petition"]
WhenDown = Literal["full", "receive_only", "office_choice"]
Owner = Literal["local", "national", "contribution", "carrier"]
Channel = Literal["counter", "post", "fax", "online", "kiosk", "phone"]
Scalar = str | int | bool


class _Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Text(_Data, frozen=True, kw_only=True):
    """Words for people, Korean first; English is always complete."""

    ko: str
    en: str


class When(_Data, frozen=True, kw_only=True):
    """A condition on one field: its value equals `equals`, or is one of `any_of`. All conditions of a list must hold."""

    field: str
    equals: Scalar | None = None
    any_of: list[Scalar] = []

    def holds(self, value: object) -> bool:
        if self.any_of:
            return value in self.any_of
        return value == self.equals


class Choice(_Data, frozen=True, kw_only=True):
    """One entry of a choice field. `key`: the digit (or letter) that selects it at the counter."""

    value: str
    key: str
    label: Text


class Need(_Data, frozen=True, kw_only=True):
    """Of a field: with that `value` in it, `field` has to be filled in as well, before or after it; `code` names the message there.

    `no_mobile`: the message where a telephone number stands there that no text message reaches; empty where any number will do.
    """

    field: str
    value: Scalar
    code: str
    no_mobile: str = ""


class Field(_Data, frozen=True, kw_only=True):
    """One thing the clerk sees and asks. `id` is `applicant.x`, `agent.x`, `copies`, or a name of its own (an answer)."""

    id: str
    kind: FieldKind
    label: Text
    required: bool = False
    must: bool = False
    default: Scalar | None = None  # `today` of a date: the day on which it is asked
    same_as: str | None = None  # an earlier field whose value fills this one in, while empty (a birth date from a number, too)
    same_when: list[When] = []  # … only while these hold
    names_person: bool = False  # free text that names somebody, or a company: masked wherever names are
    names_case: bool = False  # the answer is the number of a case in the book
    choices: list[Choice] = []
    columns: list[Field] = []
    show_if: list[When] = []
    needs: list[Need] = []
    min: int | None = None
    max: int | None = None
    max_len: int = 200
    width: Literal["short", "long"] = "short"
    section: Text | None = None
    unit: Text | None = None
    help: Text | None = None
    source: str = ""

    @property
    def sealed(self) -> bool:
        """True for kinds that are encrypted inside the body from the first entry (ARCHITECTURE A17)."""
        return self.kind in SEALED_KINDS


UNDATED: Final = datetime(1999, 12, 31, 15, tzinfo=UTC)  # 2000-01-01 in Seoul: the beginning of an amount that no source dates


def is_dated(begins: datetime) -> bool:
    """Whether a source says since when that amount holds."""
    return begins > UNDATED


class Fee(_Data, frozen=True, kw_only=True, rename={"from_": "from"}):
    """One row of the fee table: every row whose channel, period and conditions fit the case becomes one fee line.

    `amount_won` includes `contribution_won`; None means "amount not known": the service cannot be sold until the office
    sets it. The period is half-open, [`from_`, `to`): the old fee holds until the new one begins, to the minute.
    """

    id: str
    label: Text
    amount_won: int | None = None
    from_: datetime
    to: datetime | None = None
    contribution_won: int = 0
    unit: Literal["copy", "view", "case", "parcel", "sheet", "passport"] = "copy"
    per: str | None = None  # field id that multiplies the amount besides copies (parcels), None: copies only
    channel: Channel = "counter"
    owner: Owner = "local"
    exemptible: bool = True
    when: list[When] = []
    source: Text | None = None  # shown to whoever asks why, so in both languages, as `note`
    verified: bool = False
    note: Text | None = None


class Paper(_Data, frozen=True, kw_only=True):
    """A paper of the checklist; at the counter it is submitted, seen through information sharing, or not needed."""

    id: str
    name: Text
    required: bool = True
    show_if: list[When] = []
    shareable: bool = False
    source: str = ""


class Rule(_Data, frozen=True, kw_only=True):
    """A check over several fields, from a closed list; `code` names the message.

    max_age_months: the date in `field` is not older than `limit` months · not_more_than: `field` ≤ `other` ·
    equal: `field` = `other` · age_at_least / age_below: the person of the number or birth date in `field` ·
    days_within: no more than `limit` days have passed since the date in `field`, that day counted and a last day on a day
    off moved on (a notice of lateness, never a refusal when `severity` is warn) · months_within: alike, in calendar months.
    """

    kind: Literal["max_age_months", "not_more_than", "equal", "age_at_least", "age_below", "days_within", "months_within"]
    field: str
    code: str
    other: str | None = None
    limit: int = 0
    severity: Literal["refuse", "warn"] = "refuse"
    when: list[When] = []
    source: str = ""


class Preset(_Data, frozen=True, kw_only=True):
    """Answers filled in by one key for the commonest wish (for example 등본, 뒷자리 숨김)."""

    id: str
    label: Text
    answers: dict[str, Scalar]


class Processing(_Data, frozen=True, kw_only=True):
    """The statutory processing period as the catalogue states it; `rule` names the way of counting (REFERENCE §3).

    `own_target`: the shorter period the office promises, in the same unit; 0 for none. A case is due by the law, not by the promise.
    """

    kind: Literal["immediate", "hours", "days", "not_set"]
    value: int
    unit: Literal["working_hour", "hour", "day", "week", "month", "year", "none"]
    rule: Literal["immediate", "hours_le5", "days_ge6", "calendar_units", "none"]
    verified: bool
    source: str = ""
    own_target: int = 0


class Retention(_Data, frozen=True, kw_only=True):
    """How long the rows are kept: `label` as printed (5년), `years` None for 영구."""

    label: str
    years: int | None
    verified: bool = False


class FollowOn(_Data, frozen=True, kw_only=True):
    """What people usually need next, offered in a line (COUNTER §3 D). `where`: who takes it; `service`: if it is in this catalogue."""

    name: Text
    where: Text
    service: str | None = None


class FormDef(_Data, frozen=True, kw_only=True, dict=True):
    """One service, complete. `id` = file name = `identifier` in the catalogue; an entry stores the `version` it was made with."""

    id: str
    code: str
    version: int
    name: Text
    short: Text
    aliases: list[str]
    family: Family
    life: Life
    station: Station
    book: str
    national_system: NationalSystem | None = None
    when_down: WhenDown
    priced_at: Literal["receipt", "issue", "notice"]  # notice: what a disclosure costs is known when its decision is told
    id_check: Literal["required", "if_present", "none"]
    id_check_unavailable: Literal["go_on", "receive_only"]
    eligible: list[str]
    delivery: list[Literal["counter", "post", "online", "fax"]]
    channels: list[Channel]
    home_office_only: bool
    exemptions: list[str]
    papers: list[Paper]
    fees: list[Fee]
    fields: list[Field]
    rules: list[Rule] = []
    presets: list[Preset] = []
    processing: Processing
    retention: Retention
    statistics: list[str]
    report_row: Text
    legal_basis: str
    source: str
    verified: bool
    eligible_verified: bool
    note: str = ""
    follow_ons: list[FollowOn] = []
    warned_by: list[str] = []  # services whose earlier request about the same person is shown beside this one, a hint only
    same_filing: list[str] = []  # answers by which a filing that came twice is known, the person's name first
    offered: bool = True  # False: of the office's own services, one that is no longer received

    @cached_property
    def field_ids(self) -> frozenset[str]:
        """The ids of all fields."""
        return frozenset(each.id for each in self.fields)

    @cached_property
    def needs(self) -> list[tuple[str, Need]]:
        """What an answer asks of another field, with the id of the field whose answer it is."""
        return [(each.id, need) for each in self.fields for need in each.needs]

    @cached_property
    def sealing(self) -> list[Field]:
        """The fields that are sealed, or may have sealed cells."""
        return [each for each in self.fields if each.sealed or each.kind == "rows"]

    @cached_property
    def case_fields(self) -> list[Field]:
        """The fields that name another case."""
        return [each for each in self.fields if each.names_case]

    def field(self, field_id: str) -> Field:
        """The field of that id. KeyError if the form has none."""
        for each in self.fields:
            if each.id == field_id:
                return each
        raise KeyError(field_id)


class Exemption(_Data, frozen=True, kw_only=True):
    """A ground on which a fee line is reduced or waived, with the evidence the clerk must see (forms/shared/exemptions.toml).

    `number`: whether the number of that paper is typed in. Of a part, what is waived is rounded down to whole won.
    """

    code: str
    key: str
    name: Text
    evidence: Text
    rate_percent: int
    verified: bool
    source: Text | None = None
    number: Literal["none", "optional", "required"] = "optional"


Approval = Literal["none", "typed", "terminal"]
RefundWay = Literal["original", "cash", "transfer", "claim"]


class TenderDef(_Data, frozen=True, kw_only=True):
    """A means of payment (forms/shared/tenders.toml). `key`: the digit that chooses it. `change`: more may be handed over than is due.

    `claim`: nothing is taken now, the money is owed (후불); `settled`: what sheets call its being paid later. `refund`: ways back, the
    usual one first.
    """

    code: str
    key: str
    name: Text
    column: Literal["cash", "card", "transit", "other"]
    approval: Approval
    change: bool = False
    claim: bool = False
    settled: Text | None = None
    refund: list[RefundWay]


class RevenueAccount(_Data, frozen=True, kw_only=True):
    """세입과목 (forms/shared/revenue_accounts.toml): where money of that owner stands in the office's books. `verified` False: nobody has
    compared the number with the office's own. `services`: only these; without them everything of the owner that no other account names.
    """

    code: str
    name: Text
    owner: Owner
    verified: bool
    services: list[str] = []
    source: str = ""


class PenaltyRow(_Data, frozen=True, kw_only=True):
    """A row of a penalty's scale: from so many `days`, or whole `months`, late on. The first row has neither."""

    amount_won: int
    label: Text
    days: int = 0
    months: int = 0


class PenaltyScheme(_Data, frozen=True, kw_only=True):
    """What filing too late costs (forms/shared/penalties.toml). `rule`: the code of the form's rule that says until when to file.

    `demand_factor`: the scale times that after a 최고. `reduction_percent`: for who pays of themselves within `opinion_days`.
    """

    id: str
    name: Text
    services: list[str]
    rule: str
    row: list[PenaltyRow]
    demand_factor: int
    reduction_percent: int
    opinion_days: int
    law: str
    how_to_pay: str
    source: str
    verified: bool
    note: str = ""


class Book(_Data, frozen=True, kw_only=True):
    """A statutory register printed from the ledger, with its columns (forms/shared/books.toml)."""

    code: str
    name: Text
    columns: list[str]
    columns_verified: bool
    note: str = ""


class StepDef(_Data, frozen=True, kw_only=True):
    """What one step of a case's life asks (forms/shared/steps.toml), for example the hand-over of a passport.

    `two`: it is signed by two people, a team leader among them.
    """

    life: Life
    step: str
    name: Text
    fields: list[Field] = []
    two: bool = False
    source: str = ""


class Programmes(_Data, frozen=True, kw_only=True):
    """What the office offers by rules of its own (forms/shared/programmes.toml): days of work and won.

    A petition of `guardian_days` or more is offered a guardian. A delay costs `late_hour_won` for the first hour and
    `late_more_hours_won` for each further one where the period is in hours, else alike by days, `late_most_won` at most.
    """

    guardian_days: int
    late_hour_won: int
    late_more_hours_won: int
    late_day_won: int
    late_more_days_won: int
    late_most_won: int
    source: str
    verified: bool


class Catalogue(_Data, frozen=True, kw_only=True):
    """Everything of one bundle: forms by id, exemptions, books and tenders by code, public holidays, and the bundle's id (16 bytes
    of its SHA-256).
    """

    bundle: bytes
    forms: Mapping[str, FormDef]
    exemptions: Mapping[str, Exemption]
    books: Mapping[str, Book]
    steps: Sequence[StepDef] = ()
    holidays: frozenset[date] = frozenset()
    holiday_names: Mapping[date, str] = {}
    penalties: Mapping[str, PenaltyScheme] = {}

    programmes: Programmes | None = None
    layouts: Layouts = msgspec.field(default_factory=Layouts)
    tenders: Mapping[str, TenderDef] = {}
    accounts: Sequence[RevenueAccount] = ()
    notices: Sequence[NoticeDef] = ()


PRIVATE_KINDS: Final = SEALED_KINDS | {"name", "latin_name", "phone", "address"}


def known_field(catalogue: Catalogue, service: str, field_id: str) -> Field | None:
    """The field of that id in the form of that service. What that form does not know, another program wrote: of it the field of any
    other form that nobody reads open, the sealed first.
    """
    form = catalogue.forms.get(service)
    if form is not None and field_id in form.field_ids:
        return form.field(field_id)
    others = [each.field(field_id) for each in catalogue.forms.values() if field_id in each.field_ids]
    private = [each for each in others if each.kind in PRIVATE_KINDS]
    return next((each for each in private if each.sealed), next(iter(private), None))


def sealed_ids(catalogue: Catalogue, service: str, life: str) -> frozenset[str]:
    """What is sealed in such a case: ids of its fields, `field.column` of its tables, `facts.id` of what its steps are told; and ids that
    its form does not know but another one seals.
    """
    own = catalogue.forms.get(service)
    found = [f"facts.{field.id}" for step in catalogue.steps if step.life == life for field in step.fields if field.sealed]
    for form in catalogue.forms.values():
        for each in form.sealing:
            if form is own or own is None or each.id not in own.field_ids:
                found += [each.id] if each.sealed else [f"{each.id}.{column.id}" for column in each.columns if column.sealed]
    return frozenset(found)
