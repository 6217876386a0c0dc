"""The written strategy as data: a cover, and sections of entries. Everything in it is plain text as people wrote it.

An edition is stored as this (JSON), so that an approved one never changes, whatever becomes of the plan.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel

from bot.pictures.charts import Results

# What words like "nobody yet" stand for.
NONE = ("none",)
Status = Literal["draft", "submitted", "sent_back", "approved", "unsigned", "superseded"]


class Fact(BaseModel, frozen=True, extra="forbid"):
    """One part of an entry: what it is called, and what it says. Never empty; may have several lines.

    key    what it is, within the kind of its entry: the same in all editions, whatever the label
    means  what the words stand for: the things that they name ("role:3"), the value of an option ("primary"), NONE
           for words that say there is nothing; () where the words are all there is
    """

    key: str
    label: str
    words: str
    means: tuple[str, ...] = ()


class Entry(BaseModel, frozen=True, extra="forbid"):
    """One thing in a section. `key` ("platform:12") is the same in all editions: what changed is found by it.

    means  what the title stands for where it is in words of ours; () where it is the thing's own name
    """

    key: str
    title: str
    facts: tuple[Fact, ...] = ()
    means: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """Return the kind of thing that it is: "platform"."""
        return self.key.partition(":")[0]


class Section(BaseModel, frozen=True, extra="forbid"):
    """One chapter. `lead` says what it is about or what is missing. `as_table`: its entries' facts share their labels,
    are short, and read better in columns than one below the other.
    """

    key: str
    title: str
    lead: str = ""
    entries: tuple[Entry, ...] = ()
    as_table: bool = False
    results: Results | None = None  # drawn below its entries: the numbers on their way to their targets


class Signature(BaseModel, frozen=True, extra="forbid"):
    """Who approved an edition, in which role, and on which day."""

    name: str
    role: str
    on: date


class Cover(BaseModel, frozen=True, extra="forbid"):
    """The part before the first section.

    number       of the edition; None while it is a draft that nobody submitted
    on           the day of its approval, else of its submission, else of the draft
    next_update  the date of its next update, once there is one
    unsigned     adopted without a second person's approval
    """

    company: str
    strategy: str
    status: Status
    on: date
    number: int | None = None
    next_update: date | None = None
    signatures: tuple[Signature, ...] = ()
    unsigned: bool = False


class Document(BaseModel, frozen=True, extra="forbid"):
    """A strategy in writing."""

    cover: Cover
    sections: tuple[Section, ...]
