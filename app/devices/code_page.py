"""The child of `devices.code_reader`: the first page of each file it is sent is drawn, and the QR codes on it are read; or the pages of
a file are counted, and nothing is drawn.

Runs alone in its process. A page is drawn no larger than is needed to read a code of our covers; a file whose picture would be larger than
any scanner makes is not drawn at all.
"""

from __future__ import annotations

import io
import sys
from typing import IO, Final

import msgspec

PIXELS_MAX: Final = 100_000_000  # A3 at 600 dpi has 70 million
SIDE_MAX: Final = 3_600  # A4 at 300 dpi; a larger picture is made smaller first
DPI: Final = (150, 300)  # the second where the first shows nothing
MEMORY_BYTES: Final = 2 * 1024**3
COUNT: Final = "count/"  # before the kind of a file of which only the pages are asked
_BYTES_MAX: Final = 1024**3
_PDF_PASSWORD: Final = 4  # FPDF_ERR_PASSWORD


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """`code`: why nothing could be read, '' where the page was looked at; `pages`: how many, where they were asked for."""

    texts: list[str] = []
    pages: int = 0
    code: str = ""


def answer(medium: str, data: bytes) -> Answer:
    """What stands on the first page, or how many pages there are."""
    try:
        if medium.startswith(COUNT):
            return _counted(medium.removeprefix(COUNT), data)
        return _of_pdf(data) if medium == "pdf" else _of_picture(data)
    except MemoryError:
        return Answer(code="page_too_large")


def _of_pdf(data: bytes) -> Answer:
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return Answer(code="page_locked" if pdfium.FPDF_GetLastError() == _PDF_PASSWORD else "page_broken")
    try:
        if not len(document):
            return Answer(code="page_broken")
        page = document[0]
        try:
            width, height = page.get_size()
            if width <= 0 or height <= 0:
                return Answer(code="page_broken")
            for dpi in DPI:
                scale = min(dpi / 72, SIDE_MAX / max(width, height))
                drawn = page.render(scale=scale, grayscale=True, may_draw_forms=False)
                try:
                    if texts := _texts(drawn.to_pil()):
                        return Answer(texts=texts)
                finally:
                    drawn.close()
            return Answer()
        finally:
            page.close()
    except pypdfium2.PdfiumError:
        return Answer(code="page_broken")
    finally:
        document.close()


def _counted(medium: str, data: bytes) -> Answer:
    import pypdfium2
    from PIL import Image, UnidentifiedImageError

    try:
        if medium == "pdf":
            document = pypdfium2.PdfDocument(data)
            try:
                return Answer(pages=len(document))
            finally:
                document.close()
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF")) as picture:
            return Answer(pages=int(getattr(picture, "n_frames", 1)))
    except (Image.DecompressionBombError, pypdfium2.PdfiumError, UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        return Answer(code="page_broken")


def _of_picture(data: bytes) -> Answer:
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = PIXELS_MAX  # above it Pillow warns, at twice as much it refuses; the bound is ours, below
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF")) as picture:
            if picture.width * picture.height > PIXELS_MAX:
                return Answer(code="page_too_large")
            picture.draft("L", (SIDE_MAX, SIDE_MAX))  # a JPEG is decoded smaller at once
            grey = picture.convert("L")
        longest = max(grey.size)
        return Answer(texts=_texts(grey.reduce(-(-longest // SIDE_MAX)) if longest > SIDE_MAX else grey))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Answer(code="page_too_large")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):  # what Pillow says of a broken file
        return Answer(code="page_broken")


def _texts(page: object) -> list[str]:
    import zxingcpp

    return [each.text for each in zxingcpp.read_barcodes(page, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]))]


def bounded() -> None:
    """This process may not take all of the desk's memory, and its core is written nowhere. Windows has no such call."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def serve(asked: IO[bytes], told: IO[bytes]) -> None:
    """Answers until the other end closes: length and name of the kind, length and bytes of the file; back comes a line of JSON."""
    while first := asked.read(1):
        medium = asked.read(first[0]).decode()
        size = int.from_bytes(asked.read(8), "big")
        if size > _BYTES_MAX:
            return
        told.write(msgspec.json.encode(answer(medium, asked.read(size))) + b"\n")
        told.flush()


def main() -> int:
    """The process's own work."""
    import warnings

    warnings.simplefilter("ignore")
    bounded()
    serve(sys.stdin.buffer, sys.stdout.buffer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
