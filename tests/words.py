"""The files of words as text. `python -m tests.words` puts every message to its place and says which files it wrote anew."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from app.settings import data_root

_TEXT = r'"(?:[^"\\\n]|\\.)*"(?:\n"(?:[^"\\\n]|\\.)*")*'
_MESSAGE = re.compile(
    rf"(?:#[^\n]*\n)*"
    rf'(?:msgctxt "(?P<fact>\w+)"\n)?'
    rf"msgid (?P<key>{_TEXT})\n"
    rf"(?:msgstr (?P<one>{_TEXT})|msgid_plural (?P<several>{_TEXT})(?P<forms>(?:\nmsgstr\[\d\] {_TEXT})+))"
)


@dataclass(frozen=True)
class Message:
    """One message. `fact`: the number that chooses among several forms; empty where there is one form."""

    key: str
    fact: str
    forms: tuple[str, ...]


def sources() -> list[Path]:
    """Every file of words of this checkout."""
    return sorted((data_root() / "resources" / "i18n").glob("*/*.po"))


def head(text: str) -> str:
    return text.partition("\n\n")[0]


def messages(text: str) -> list[Message]:
    """The messages of a file in their order. ValueError names the block that is none."""
    return [_message(block) for block in text.rstrip("\n").split("\n\n")[1:]]


def in_order(text: str) -> str:
    """The same file with its messages in the order of their keys."""
    first, *blocks = text.rstrip("\n").split("\n\n")
    return "\n\n".join([first, *sorted(blocks, key=lambda block: _message(block).key)]) + "\n"


def _message(block: str) -> Message:
    found = _MESSAGE.fullmatch(block)
    if found is None:
        raise ValueError(f"no message: {block}")
    key = _plain(found["key"])
    if found["several"] is None:
        return Message(key, found["fact"] or "", (_plain(found["one"]),))
    if _plain(found["several"]) != key:
        raise ValueError(f"its plural has another key: {key}")
    return Message(key, found["fact"] or "", tuple(_plain(each) for each in re.findall(_TEXT, found["forms"])))


def _plain(quoted: str) -> str:
    text = "".join(line[1:-1] for line in quoted.split("\n"))
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "t": "\t"}.get(found[1], found[1]), text)


def main() -> None:
    for path in sources():
        text = path.read_text(encoding="utf-8")
        if text != in_order(text):
            path.write_text(in_order(text), encoding="utf-8")
            print(path.relative_to(data_root()))


if __name__ == "__main__":
    main()
