"""Our own papers on the screen: asked of the services, set in type in the lanes, shown as they will print."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QWidget

from app.domain.errors import Stopped
from app.domain.every_paper import Paper, code_of, ref_of
from app.ports.progress import Progress
from app.ui.context import Context, Shows
from app.ui.paper_dialog import PaperDialog
from app.ui.paper_presenter import PaperMaker, PaperPresenter
from app.ui.theme import Look

__all__ = ["PaperDialog", "PaperMaker", "PaperShow"]


class PaperShow:
    """Asks the services for a paper, sets it in type off the GUI thread and opens it. File names hold numbers, never names."""

    def __init__(self, context: Context, look: Look, maker: PaperMaker, window: QWidget, notice: Shows) -> None:
        self._context, self._look, self._window, self._notice = context, look, window, notice
        self.maker = maker

    def show(
        self, make: Callable[[], Paper], *, by_itself: bool = False, reading: bool = False, then: Callable[[], object] | None = None
    ) -> None:
        """The paper that `make` fills, on the writer lane since making one is an entry, or on the reader's. `then`: once it is made.

        `by_itself`: nobody asked, so the keyboard stays where it is.
        """
        self._make(lambda _: make(), "busy.paper", stoppable=False, by_itself=by_itself, reading=reading, then=then)

    def show_long(self, name: str, make: Callable[[Progress], Paper], *, reading: bool = False) -> None:
        """The same of a paper whose filling may take long and can be stopped. `name`: key of what the foot says meanwhile."""
        self._make(make, name, stoppable=True, by_itself=False, reading=reading, then=None)

    def _make(
        self,
        make: Callable[[Progress], Paper],
        name: str,
        *,
        stoppable: bool,
        by_itself: bool,
        reading: bool,
        then: Callable[[], object] | None,
    ) -> None:
        context, maker, asked_by = self._context, self.maker, self._context.session.actor
        failed = context.failing(self._notice)

        def drawn(paper: Paper, pdf: bytes) -> None:
            if asked_by is not None and context.session.actor is asked_by:  # no paper opens over a window that was locked meanwhile
                self._open(paper, pdf, by_itself=by_itself)

        def not_drawn(error: Exception) -> None:
            if isinstance(error, Stopped) and not reading:  # filling it was an entry
                self._notice.say(context.words.text("busy.drawing_stopped"), "warning")
            else:
                failed(error)

        def made(paper: Paper) -> None:
            if then is not None:
                then()
            # Not on the lane that filled it: drawing a long book would keep the next record waiting.
            context.long(
                context.net,
                "busy.paper",
                lambda progress: maker.paper_pdf(paper, progress=progress),
                done=partial(drawn, paper),
                failed=not_drawn,
                stoppable=stoppable or reading,  # a short paper whose filling was an entry is drawn to its end
            )

        context.long(context.read if reading else context.write, name, make, done=made, failed=failed, stoppable=stoppable)

    def forget(self) -> None:
        """What was said of the last paper is over."""
        self._notice.say("")

    def receipt(self, receipt_no: str) -> None:
        """영수증 of that payment; printing it again is recorded as 재발행."""
        actor, services = self._context.session.signed_in(), self._context.services
        self.show(lambda: services.payment_receipt(actor, receipt_no))

    def last_receipt(self) -> None:
        """Shift+F9: 영수증 of what was paid last."""
        last = self._context.session.last
        if last is not None and last.receipt_no is not None:
            self.receipt(last.receipt_no)
        else:
            self._notice.say(self._context.words.text("paper.no_receipt"), "warning")

    def taken(self, receipt_no: str | None) -> None:
        """Money came in: its 영수증 prints by itself where the office wants that, else on request (COUNTER §2)."""
        if receipt_no is None:
            return
        actor, services = self._context.session.signed_in(), self._context.services

        def known(always: bool) -> None:
            if always:
                self.show(lambda: services.payment_receipt(actor, receipt_no), by_itself=True)

        self._context.read(services.printing.receipts_always, done=known, failed=self._context.failing(self._notice))

    def penalty_notice(self, number: str) -> None:
        """과태료 안내 of that filing, at the single scale; the double one is asked for at the ledger."""
        actor, services = self._context.session.signed_in(), self._context.services
        self.show(lambda: services.office_fees.penalty_notice(actor, number, demanded=False))

    def slip(self, case_id: UUID, *, by_itself: bool = False) -> None:
        """접수증 of that case; 잠정접수증 while it is provisional."""
        actor, services = self._context.session.signed_in(), self._context.services
        self.show(lambda: services.books.receipt(actor, case_id), by_itself=by_itself)

    def covers(self, numbers: Sequence[str]) -> None:
        """Ctrl+P: 스캔 표지 of those cases, a page each; of what was recorded last where none is chosen."""
        last = self._context.session.last
        wanted = list(numbers) or ([last.number] if last is not None else [])
        if not wanted:
            self._notice.say(self._context.words.text("paper.no_cover"), "warning")
            return
        actor, services = self._context.session.signed_in(), self._context.services
        self.show(lambda: services.books.scan_covers(actor, wanted))

    def day_report(self, day: str, scope: str) -> None:
        """일계표 and 일일마감 보고서 of that day; on the writer lane, cases that wait for the search index are filed first."""
        actor, services = self._context.session.signed_in(), self._context.services
        self.show(lambda: services.day_report(actor, day, scope))

    def outage_sheet(self, outage: str) -> None:
        """장애기간 처리대장 of that outage."""
        actor, services = self._context.session.signed_in(), self._context.services
        self.show(lambda: services.offline.outage_sheet(actor, outage), reading=True)

    def blank_slips(self, count: int, then: Callable[[], object]) -> None:
        """So many new 수기접수증, in the book as printed before they are seen."""
        actor, services = self._context.session.signed_in(), self._context.services
        self.show(lambda: services.offline.print_slips(actor, count), then=then)

    def slips_again(self, first: str, last: str, then: Callable[[], object]) -> None:
        """Those 수기접수증 once more under their own numbers; who printed them again is in the book before they are seen."""
        actor, services = self._context.session.signed_in(), self._context.services
        self.show(lambda: services.offline.slips_again(actor, first, last), then=then)

    def _open(self, paper: Paper, pdf: bytes, *, by_itself: bool) -> None:
        context, maker = self._context, self.maker
        dialog = PaperDialog(
            self._window,
            context.words,
            self._look,
            context.words.text(f"paper.{code_of(paper)}"),
            f"{ref_of(paper)}.pdf",
            self._notice,
            lambda screen: PaperPresenter(context, maker, paper, pdf, screen, by_itself=by_itself),
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, by_itself)
        dialog.show()
