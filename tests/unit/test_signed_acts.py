"""Which signature stands on which paper of a case: none on two of them, and none that was given for a later act."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.domain.book_layouts import CasePaperDef
from app.domain.case_papers import Act, act_of, concerns
from app.domain.case_record import CaseRecord, StepTaken
from app.domain.cases import Case

NINE = int(datetime(2026, 11, 20, tzinfo=UTC).timestamp() * 1000)  # 09:00 in Seoul
MINUTE = 60_000
STEPS = ("issue", "send", "arrive", "deliver", "fetch", "notify")


def paper(code: str, *steps: str, sign: str = "신청인", life: str = "exchange") -> CasePaperDef:
    return CasePaperDef(code=code, name=code, lives=[life], line=[], steps=list(steps), sign=[sign, "접수자"])


APPLYING, TAKING, FETCHING = paper("applying"), paper("taking", "deliver", sign="수령인"), paper("fetching", "fetch", sign="대리인")
ELSEWHERE = paper("elsewhere", "deliver", sign="수령인", life="passport")  # of another life: here no citizen signs for a hand-over
OFFICES = paper("letter", "send", sign="인수자")


def record(*steps: tuple[str, int]) -> CaseRecord:
    """A case received at nine, and its steps, each so many minutes later."""
    case = Case(
        case_id=UUID(int=1),
        number="26410-03-261120-0001-00",
        service="seal_certificate_issue",
        life="exchange",
        form_version=1,
        state="received",
        version=1,
        office="26410",
        desk="03",
        business_day="2026-11-20",
        received_at=NINE,
        intake_at=NINE,
        entry_id=UUID(int=2),
        bundle=bytes(16),
        applicant={},
        answers={},
    )
    taken = [StepTaken(step=name, at=NINE + at * MINUTE, facts={}, entry_id=UUID(int=3 + n)) for n, (name, at) in enumerate(steps)]
    return CaseRecord(case=case, clerk="김하늘", steps=taken)


def on(papers: list[CasePaperDef], of: CaseRecord, minutes: int) -> list[str]:
    """On which papers a signature given so many minutes after nine may stand."""
    acts = [(each.code, act_of(each, of, papers)) for each in papers if concerns(each, of)]
    return [code for code, act in acts if act is not None and act.covers(NINE + minutes * MINUTE)]


def test_what_is_signed_when_a_certificate_was_handed_over_is_not_on_its_application() -> None:
    of = record(("issue", 0), ("deliver", 300))
    papers = [APPLYING, ELSEWHERE, OFFICES]
    assert [on(papers, of, minutes) for minutes in (0, 1, 299, 300, 301)] == [["applying"], ["applying"], ["applying"], [], []]


def test_what_is_signed_before_a_passport_is_taken_is_not_on_the_application_of_the_same_day() -> None:
    of = record(("send", 10), ("arrive", 200), ("deliver", 210))
    papers = [APPLYING, TAKING]
    assert [on(papers, of, minutes) for minutes in (1, 199, 205, 220)] == [["applying"], ["applying"], ["taking"], ["taking"]]


def test_what_is_signed_between_two_acts_nobody_can_tell_apart_stands_on_neither() -> None:
    of = record(("deliver", 10))
    assert [on([APPLYING, TAKING], of, minutes) for minutes in (5, 15)] == [[], ["taking"]]
    assert on([TAKING], of, 5) == ["taking"]


@given(
    papers=st.lists(st.sampled_from([APPLYING, TAKING, FETCHING, ELSEWHERE, OFFICES]), unique_by=lambda each: each.code),
    steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 600)), max_size=7),
    minutes=st.integers(-60, 700),
)
def test_no_signature_is_on_two_papers_or_on_that_of_an_act_before_the_last_one(
    papers: list[CasePaperDef], steps: list[tuple[str, int]], minutes: int
) -> None:
    of = record(*sorted(steps, key=lambda each: each[1]))
    found = on(papers, of, minutes)
    assert len(found) <= 1
    signed = {step for each in papers if each is not OFFICES for step in each.steps}
    for code in found:
        (mine,) = (each for each in papers if each.code == code)
        act = act_of(mine, of, papers)
        assert isinstance(act, Act)
        assert not [each for each in of.steps if each.step in signed and act.at < each.at <= NINE + minutes * MINUTE]
        assert NINE <= act.since <= NINE + minutes * MINUTE


@given(
    steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 600)), max_size=7),
    wait=st.integers(0, 30),
)
def test_what_is_signed_after_an_act_and_before_the_next_step_is_on_its_paper(steps: list[tuple[str, int]], wait: int) -> None:
    of = record(*sorted(steps, key=lambda each: each[1]))
    papers = [APPLYING, TAKING, FETCHING]
    for each in papers:
        act = act_of(each, of, papers)
        if act is None:
            continue
        after = [step for step in of.steps if step.at > act.at]
        told_apart = not after or after[0].step not in ("deliver", "fetch")
        alone = len([step for step in of.steps if step.at == act.at]) <= (1 if each.steps else 0)
        if told_apart and alone and (not after or act.at + wait * MINUTE < after[0].at):
            assert act.covers(act.at + wait * MINUTE)
