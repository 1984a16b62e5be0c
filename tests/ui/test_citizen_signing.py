"""What the citizen leaves on the screen: a signature for what is asked or handed over, and one rating."""

from __future__ import annotations

from functools import partial

from msgspec import structs

from app.domain.citizen_screen import CitizenScreen
from app.ui.citizen.pages import Away, Signing, Thanks, Waiting
from app.ui.rating_row import RatingRow
from tests.ui.citizen import a_seal_certificate, draw, lock, seen, set_screen, the_window, touch, with_a_screen
from tests.ui.counter import Counter, Typesetter
from tests.ui.test_flows import approve, arrived_passport, booklet, cases, scan


def test_a_signature_becomes_a_sealed_attachment_of_the_case(counter: Counter) -> None:
    window = with_a_screen(counter)
    a_seal_certificate(counter)
    counter.press("F11", "Return")
    approve(counter)
    counter.opened.citizen.bar.sign.click()
    counter.settle()
    assert isinstance(window.page, Signing)
    draw(window, (0.1, 0.5), (0.12, 0.5))
    touch(counter, window.done)
    assert isinstance(window.page, Signing) and "너무 짧습니다" in seen(window)
    draw(window, (0.1, 0.5), (0.4, 0.2), (0.7, 0.6), (0.9, 0.4))
    touch(counter, window.done)
    assert "첨부했습니다" in counter.opened.citizen.bar.text() and "서명을 받았습니다" in seen(window)
    (case,) = cases(counter)
    services, lee = counter.home.services, counter.opened.context.session.signed_in()
    (row,) = counter.on_writer(partial(services.view_case, lee, case.number)).attachments
    assert (row.name, row.medium, row.user) == ("민원인 서명.png", "png", "lee")
    _, _, blocks = counter.on_writer(partial(services.attachments.open_attachment, lee, case.case_id, row.entry_id))
    assert b"".join(blocks).startswith(b"\x89PNG")
    offered = [each.code for each in counter.on_writer(partial(services.books.papers, case.number))]
    assert "seal_application" in offered and "seal_application_by_agent" not in offered
    paper = counter.on_writer(lambda: services.books.paper(lee, case.number, "seal_application"))
    assert paper.sign[0] == "신청인" and ("인감신고인", "김민수") in paper.lines
    assert len(Typesetter().paper_pdf(paper)) > len(Typesetter().paper_pdf(structs.replace(paper, signature=b"")))
    folder = counter.home.settings.home
    assert not any(b"\x89PNG" in each.read_bytes() for each in folder.rglob("*") if each.is_file())


def test_a_lock_throws_away_a_signature_that_is_not_finished(counter: Counter) -> None:
    window = with_a_screen(counter)
    a_seal_certificate(counter)
    counter.press("F11", "Return")
    approve(counter)
    counter.opened.citizen.bar.sign.click()
    draw(window, (0.1, 0.5), (0.9, 0.4))
    assert window.ink.long_enough
    lock(counter)
    assert isinstance(window.page, Away) and not window.ink.long_enough


def test_who_takes_a_passport_signs_for_that_passport(counter: Counter) -> None:
    set_screen(counter, CitizenScreen(screen="window"))
    row, window = arrived_passport(counter), the_window(counter)
    counter.press("F7", "2")
    scan(counter, row.number)
    counter.press("Ctrl+F8")
    assert isinstance(window.page, Signing) and "여권" in window.page.what
    draw(window, (0.1, 0.5), (0.9, 0.4))
    touch(counter, window.done)
    services, choi = counter.home.services, counter.opened.context.session.signed_in()
    (file,) = counter.on_writer(partial(services.view_case, choi, row.number)).attachments
    assert file.name == "민원인 서명.png" and "서명을 받았습니다" in seen(window)
    assert isinstance(window.page, Thanks)
    whom = window.page.whom
    counter.press("1", "1")
    scan(counter, booklet("M12345678", "900101"))
    counter.press("Return")
    assert cases(counter)[0].state == "delivered"
    assert isinstance(window.page, Thanks) and window.page.asks and window.page.whom == whom + 1
    touch(counter, window.scores[3])
    assert counter.on_writer(partial(services.office.rated_month)).scores == (0, 0, 0, 1, 0)
    paper = counter.on_writer(lambda: services.books.paper(choi, row.number, "passport_delivery_note"))
    unsigned = structs.replace(paper, signature=b"")
    assert len(Typesetter().paper_pdf(paper)) > len(Typesetter().paper_pdf(unsigned))


def test_whoever_is_handed_the_next_booklet_has_a_whole_minute_to_answer(counter: Counter) -> None:
    window, session = with_a_screen(counter), counter.opened.context.session
    session.tell("handed_over")
    assert isinstance(window.page, Thanks) and window.page.asks and window._gone.isActive()
    window._gone.stop()  # the minute of the first one is nearly over
    session.tell("last")
    assert not window._gone.isActive()
    session.tell("handed_over")
    assert isinstance(window.page, Thanks) and window.page.asks and window._gone.isActive()


def test_without_a_case_there_is_nothing_to_sign(counter: Counter) -> None:
    window = with_a_screen(counter)
    counter.opened.citizen.bar.sign.click()
    assert isinstance(window.page, Waiting) and "먼저 여십시오" in counter.window.basket.notice.text()


def test_one_rating_a_visit_without_a_name(counter: Counter) -> None:
    window = with_a_screen(counter)
    a_seal_certificate(counter)
    counter.press("F11", "Return")
    approve(counter)
    assert isinstance(window.page, Thanks) and window.page.asks
    assert not any(each in seen(window) for each in ("김*수", "600", "인감"))
    window.scores[4].click()
    window.scores[0].click()
    counter.settle()
    month = counter.on_writer(partial(counter.home.services.office.rated_month))
    assert month.scores == (0, 0, 0, 0, 1)
    row = counter.window.basket.done.findChild(RatingRow)
    assert row is not None and all(each.isHidden() for each in row.scores)
    assert "의견을" in seen(window) and not window.scores[4].isVisible()
    window._gone.timeout.emit()
    counter.settle()
    assert isinstance(window.page, Waiting)


def test_the_desk_may_do_without_ratings(counter: Counter) -> None:
    window = with_a_screen(counter, rating=False)
    a_seal_certificate(counter)
    counter.press("F11", "Return")
    approve(counter)
    assert isinstance(window.page, Thanks) and not window.scores[0].isVisible()
