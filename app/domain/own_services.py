"""Services of the office's own and the shorter periods it promises, as forms beside those of the release. Pure.

An own service takes over the fields, the life, the book, the exemptions and the statistics column of a form of the release, and says its
own name, fee, period, papers and law. Nothing else of a form can be said here: a new field or step is a new form of a release.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from app.domain.deadlines import period
from app.domain.errors import Refused
from app.domain.forms import UNDATED, Fee, FormDef, Life, Paper, Text
from app.domain.office_entries import OwnServiceSet, OwnTargetSet
from app.domain.office_fees import AMOUNT_MAX_WON

LIVES: Final[tuple[Life, ...]] = ("certificate", "petition")
PREFIX: Final = "own_"
NAME_MAX: Final = 60
TEXT_MAX: Final = 200
LIST_MAX: Final = 20
FEE: Final = "own"
_ID = re.compile(r"own_(?!.*\d{4})[a-z0-9_]{1,40}")
_LAID_OUT: Final = str.maketrans("\n\t", "  ")
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})  # they act on the paper, shell or list the text is shown in
_OF_A_FORM = ("certificate",)  # lives whose papers cost something a copy


def is_own(service: str) -> bool:
    """Whether that is the id of a service an office made itself; no form of a release is called so."""
    return service.startswith(PREFIX)


def require_sound(said: OwnServiceSet, release: Mapping[str, FormDef]) -> FormDef:
    """The template of a service that can be made as it is said.

    Refused `own_service_id`, `own_template_unknown`, `own_name_invalid`, `own_text_too_long`, `control_characters`, `period_unknown`,
    `fee_amount_invalid`.
    """
    if _ID.fullmatch(said.service) is None:
        raise Refused("own_service_id")
    template = release.get(said.template)
    if template is None or template.life not in LIVES:
        raise Refused("own_template_unknown")
    if not said.name or any(len(each) > NAME_MAX or not each.isprintable() for each in (said.name, said.short, said.name_en)):
        raise Refused("own_name_invalid", limit=NAME_MAX)
    listed = [*said.aliases, *said.papers]
    long = len(said.aliases) > LIST_MAX or len(said.papers) > LIST_MAX or any(not each or len(each) > NAME_MAX for each in listed)
    if long or any(len(each) > TEXT_MAX for each in (said.legal_basis, said.source)):
        raise Refused("own_text_too_long", limit=TEXT_MAX)
    if not all(map(_shows_itself, listed)) or not all(_shows_itself(each.translate(_LAID_OUT)) for each in (said.legal_basis, said.source)):
        raise Refused("control_characters")
    if said.period:
        period(said.period)
    if said.fee_won is not None and not 0 <= said.fee_won <= AMOUNT_MAX_WON:
        raise Refused("fee_amount_invalid", least=0, most=AMOUNT_MAX_WON)
    return template


def _shows_itself(text: str) -> bool:
    return not any(unicodedata.category(each) in _UNSEEN for each in text)


def own_form(template: FormDef, said: OwnServiceSet, version: int) -> FormDef:
    """The form of that service as it was said the `version`-th time."""
    name = Text(ko=said.name, en=said.name_en or said.name)
    short = Text(ko=said.short or said.name, en=said.name_en or said.short or said.name)
    processing = period(said.period) if said.period else template.processing
    return msgspec.structs.replace(
        template,
        id=said.service,
        code=said.service.upper(),
        version=version,
        name=name,
        short=short,
        aliases=list(said.aliases),
        papers=[_paper(at, each) for at, each in enumerate(said.papers, 1)] or template.papers,
        fees=_fees(template, said, name),
        processing=msgspec.structs.replace(processing, own_target=0, source=said.source),
        report_row=short if template.life in _OF_A_FORM else template.report_row,
        legal_basis=said.legal_basis or template.legal_basis,
        source=said.source,
        verified=True,
        note="",
        follow_ons=[],
        warned_by=[],
        offered=not said.closed,
    )


def with_target(form: FormDef, own_target: int) -> FormDef:
    """The form with the shorter period its office promises; 0: it promises none."""
    return msgspec.structs.replace(form, processing=msgspec.structs.replace(form.processing, own_target=own_target))


def target_fits(form: FormDef, own_target: int) -> bool:
    """A promise is shorter than the law's period, and only where there is one."""
    return own_target == 0 or (form.processing.rule != "none" and 0 < own_target < form.processing.value)


def forms_with(release: Mapping[str, FormDef], own: Iterable[OwnServiceSet], targets: Iterable[OwnTargetSet]) -> dict[str, FormDef]:
    """All forms of the office: those of the release and its own, each with the promise that was said last.

    `own`, `targets`: in the order they were said; what nobody can mean (another desk said it) has no effect.
    """
    forms, versions = dict(release), dict[str, int]()
    for said in own:
        try:
            template = require_sound(said, release)
        except Refused:
            continue
        versions[said.service] = versions.get(said.service, 0) + 1
        forms[said.service] = own_form(template, said, versions[said.service])
    promised = {each.service: each.own_target for each in targets}
    for service, own_target in promised.items():
        form = forms.get(service)
        if form is not None and target_fits(form, own_target):
            forms[service] = with_target(form, own_target)
    return forms


def _fees(template: FormDef, said: OwnServiceSet, name: Text) -> list[Fee]:
    """One row, always valid: what it costs from another moment on is said as of every other row."""
    a_copy = template.life in _OF_A_FORM
    if said.fee_won is None and not a_copy:
        return []
    label = Text(ko=f"{name.ko} 1통", en=f"{name.en}, one copy") if a_copy else name
    source, won = Text(ko=said.source, en=said.source), said.fee_won or 0
    return [Fee(id=FEE, label=label, amount_won=won, from_=UNDATED, unit="copy" if a_copy else "case", source=source, verified=True)]


def _paper(at: int, name: str) -> Paper:
    return Paper(id=f"own_{at}", name=Text(ko=name, en=name))
