"""영수증 항상 출력: whether each payment prints its receipt by itself, or only on request (COUNTER §2)."""

from __future__ import annotations

from app.ui.context import Context, Shows
from app.ui.toggles import Tick


class ReceiptsBox(Tick):
    """Kept as soon as it is turned; of use only to whoever may set printers."""

    def __init__(self, context: Context, screen: Shows) -> None:
        super().__init__(context.words.text("receipts.always"))
        self._context, self._screen = context, screen
        self.clicked.connect(self._turned)

    def enter(self) -> None:
        """It shows what holds now."""
        self.setEnabled(self._context.session.may("set_printer"))
        printing = self._context.services.printing
        self._context.read(printing.receipts_always, done=self.setChecked, failed=self._context.failing(self._screen))

    def _turned(self) -> None:
        always, actor, printing = self.isChecked(), self._context.session.signed_in(), self._context.services.printing

        def kept(_: None) -> None:
            self._screen.say(self._context.words.text("receipts.always_on" if always else "receipts.always_off"), "success")

        failed = self._context.failing(self._screen, self.enter)
        self._context.write(lambda: printing.print_receipts(actor, always=always), done=kept, failed=failed)
