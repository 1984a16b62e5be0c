"""A paper on the screen and its way to a printer: in the background, told how it went, as often as it takes. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from app.domain.errors import CounterError
from app.domain.every_paper import Paper, code_of, printer_kind, ref_of
from app.domain.printing import PrinterState, PrintJob
from app.ports.progress import UNWATCHED, Progress
from app.ui import formats
from app.ui.context import Context, Shows


class PaperMaker(Protocol):
    """Sets papers in type; bytes of a PDF. `progress` is told the pages; stopped, there is none."""

    def paper_pdf(self, paper: Paper, *, large: bool = False, progress: Progress = UNWATCHED) -> bytes: ...


class PaperScreen(Protocol):
    def say(self, text: str, tone: str = "") -> None: ...
    def show_pdf(self, pdf: bytes) -> None: ...
    def show_actions(self, print_text: str, large_text: str, *, busy: bool) -> None: ...
    def show_printers(self, names: Sequence[str], chosen: str) -> None: ...
    def show_past(self, text: str) -> None: ...
    def close_paper(self) -> None: ...


class PaperPresenter:
    """One paper that is shown. Printing it again is no 재발행: that is counted where the paper is made.

    `by_itself`: nobody asked for it, so where its printer is set it goes there and out of the way; it stays if that fails.
    """

    def __init__(
        self, context: Context, maker: PaperMaker, paper: Paper, pdf: bytes, screen: PaperScreen, *, by_itself: bool = False
    ) -> None:
        self._context, self._maker, self._paper, self._screen = context, maker, paper, screen
        self.pdf = pdf
        self.code, self.ref, self._kind = code_of(paper), ref_of(paper), printer_kind(paper)
        self._large = self._busy = self._tried = False
        self._printer = ""
        self._by_itself = by_itself

    def enter(self) -> None:
        """What is set and what was printed before is shown as soon as it is known."""
        printing = self._context.services.printing
        self._actions()
        self._context.read(
            lambda: (printing.choices().get(self._kind), printing.log(1, document=self.code, ref=self.ref)),
            done=lambda found: self._known(found[0].printer if found[0] is not None else "", found[1]),
            failed=self._failed,
        )

    def print(self, printer: str = "", *, remember: bool = False) -> None:
        """The paper is on its way; the answer is said when the spooler has it. Pressed twice it still goes once."""
        if self._busy:
            return
        to = printer or self._printer
        if not to:
            self.choose()
            return
        services, pdf, kind = self._context.services, self.pdf, self._kind
        self._set_busy(True)
        self._screen.say(self._context.words.text("paper.printing"))
        self._context.net(
            lambda: services.printing.send(pdf, document=self.code, ref=self.ref, kind=kind, printer=to),
            done=lambda job: self._sent(job, remember),
            failed=self._failed,
        )

    def leave(self, notice: Shows) -> None:
        """The paper is no longer looked at; what is still under way is told in the window."""
        self._screen = _Elsewhere(notice)

    def choose(self) -> None:
        """The printers of this computer are asked for and shown."""
        if self._busy:
            return
        self._set_busy(True)
        self._context.net(self._context.services.printing.printers, done=self._offered, failed=self._failed)

    def toggle_large(self) -> None:
        """큰글자 and back; the same paper, so it is no other print."""
        if self._busy:
            return
        self._set_busy(True)
        large, maker, paper = not self._large, self._maker, self._paper

        def made(pdf: bytes) -> None:
            self._large, self.pdf = large, pdf
            self._set_busy(False)
            self._screen.show_pdf(pdf)

        self._context.long(
            self._context.net,
            "busy.paper",
            lambda progress: maker.paper_pdf(paper, large=large, progress=progress),
            done=made,
            failed=self._failed,
        )

    def _known(self, printer: str, past: Sequence[PrintJob]) -> None:
        self._printer = printer
        if past:
            self._tell_past(past[0])
        self._actions()
        if self._by_itself and printer and not past:
            self.print()

    def _offered(self, printers: Sequence[PrinterState]) -> None:
        self._set_busy(False)
        ready = [each.name for each in printers if each.ready]
        if not ready:
            self._screen.say(self._context.words.text("paper.no_printer"), "danger")
            return
        standard = next((each.name for each in printers if each.standard and each.ready), ready[0])
        self._screen.show_printers(ready, self._printer if self._printer in ready else standard)

    def _sent(self, job: PrintJob, remember: bool) -> None:
        self._tried = True
        self._set_busy(False)
        self._screen.say(self._context.words.text("paper.sent", printer=job.printer), "success")
        if self._by_itself:
            self._screen.close_paper()
        self._tell_past(job)
        actor, printing, kind = self._context.session.actor, self._context.services.printing, self._kind
        if remember and actor is not None:
            self._printer = job.printer
            self._context.net(lambda: printing.choose(actor, kind, job.printer), done=lambda _: None, failed=self._failed)

    def _failed(self, error: Exception) -> None:
        self._tried = True
        self._set_busy(False)
        if not isinstance(error, CounterError):
            raise error
        self._screen.say(self._context.words.message(error), "danger")

    def _tell_past(self, job: PrintJob) -> None:
        text = self._context.words.text
        at = formats.stamp_text(job.at)
        self._screen.show_past(text("paper.printed_before", at=at, printer=job.printer, state=text(f"print.{job.state}")))

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._actions()

    def _actions(self) -> None:
        text = self._context.words.text
        key = "paper.again" if self._tried else "paper.print_to" if self._printer else "paper.print"
        shown = text(key, printer=self._printer) if key == "paper.print_to" else text(key)
        self._screen.show_actions(shown, text("paper.normal" if self._large else "paper.large"), busy=self._busy)


class _Elsewhere:
    """What a paper says when nobody looks at it any more."""

    def __init__(self, notice: Shows) -> None:
        self._notice = notice

    def say(self, text: str, tone: str = "") -> None:
        if tone:
            self._notice.say(text, tone)

    def show_pdf(self, pdf: bytes) -> None:
        """Nobody looks."""

    def show_actions(self, print_text: str, large_text: str, *, busy: bool) -> None:
        """Nothing can be pressed."""

    def show_printers(self, names: Sequence[str], chosen: str) -> None:
        """Nobody chooses."""

    def show_past(self, text: str) -> None:
        """Nobody reads."""

    def close_paper(self) -> None:
        """It is closed."""
