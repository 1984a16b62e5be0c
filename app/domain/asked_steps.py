"""The questions of a step as they are asked of the case in hand, in the window and at a shell. Pure."""

from __future__ import annotations

import msgspec

from app.domain.forms import StepDef
from app.domain.passport_rules import as_posted
from app.domain.petition_rules import as_wished
from app.domain.views import CaseDetail


def as_asked(step: StepDef, case: CaseDetail) -> StepDef:
    """That step of that case: what the petition wished, the address where it says none, and a second signature where it is owed and was
    handed over on paper.
    """
    asked = as_posted(as_wished(step, case.answers), case.applicant)
    return msgspec.structs.replace(asked, two=asked.two or (step.step == "deliver" and case.on_paper))
