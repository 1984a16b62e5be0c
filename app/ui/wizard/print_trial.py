"""시험 출력: a test page made, set in type and sent to the printer that is set for its kind."""

from __future__ import annotations

from app.domain.every_paper import PrinterKind, code_of, ref_of
from app.domain.printing import PrintJob
from app.domain.setup_papers import TestPage
from app.ui.context import Context, Shows
from app.ui.paper_presenter import PaperMaker


def print_test(context: Context, maker: PaperMaker, notice: Shows, kind: PrinterKind) -> None:
    """The test page is with the spooler, or the notice says why it is not."""
    actor, services = context.session.signed_in(), context.services
    failed = context.failing(notice)

    def made(paper: TestPage) -> None:
        context.net(  # drawn there too: the writer is for what is written
            lambda: services.printing.send(maker.paper_pdf(paper), document=code_of(paper), ref=ref_of(paper), kind=kind),
            done=sent,
            failed=failed,
        )

    def sent(job: PrintJob) -> None:
        notice.say(context.words.text("setup.printers.tested", printer=job.printer), "success")

    context.write(lambda: services.setup.test_page(actor, kind), done=made, failed=failed)
