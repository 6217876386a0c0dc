"""A file that is shared with a few words above it: the written strategy, or a whole plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.document.model import Cover
from bot.document.words import standing_words, title_words, version_words
from bot.views.kit.blocks import Content
from bot.views.kit.texts import titled

# What people see of a file's name; letters that a file system dislikes become dashes.
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
NAME_SHOWN = 60
# The name of each file where it could not be sent.
CALLED = {"pdf": "the strategy as a PDF", "markdown": "the strategy as Markdown", "export": "the plan as a file"}


@dataclass(frozen=True)
class Attached(Content):
    """A message that is shared with a file: `text` is above it, and its blocks are not used.

    `make` returns the file's bytes. It may take seconds: it runs in its own thread, outside transactions.
    """

    filename: str = ""
    title: str = ""
    make: Callable[[], bytes] = bytes


def filename(cover: Cover, ending: str) -> str:
    """Return "sample-bakery-version-2.pdf"."""
    words = f"{title_words(cover)} {version_words(cover)}".casefold()
    plain = "".join(letter if letter in _PLAIN else "-" for letter in words)
    return "-".join(part for part in plain.split("-") if part)[:NAME_SHOWN] + f".{ending}"


def document(cover: Cover, ending: str, make: Callable[[], bytes]) -> Attached:
    """Return the written strategy as a file."""
    name = f"{title_words(cover)}, {version_words(cover).casefold()}"
    kind = "PDF" if ending == "pdf" else "Markdown"
    standing = ": ".join(standing_words(cover)).casefold()
    text = f"*{titled(title_words(cover))}*, {standing}. {kind}."
    return Attached(text, filename=filename(cover, ending), title=name, make=make)


def export(name: str, file: str, make: Callable[[], bytes]) -> Attached:
    """Return a whole plan as a file."""
    text = f"Everything in *{titled(name)}*. Drop this file on me to take it over into a plan."
    return Attached(text, filename=file, title=file, make=make)
