"""The written strategy as data: a cover, and sections of entries. All of it is plain text as people wrote it.

A version is stored as this (JSON), so that an approved one never changes, whatever happens to the plan.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel

from bot.pictures.charts import Results

# What words like "nobody yet" mean.
NONE = ("none",)
Status = Literal["draft", "submitted", "sent_back", "approved", "unsigned", "superseded"]


class Fact(BaseModel, frozen=True, extra="forbid"):
    """One part of an entry: what it is called, and what it says. Never empty; may have several lines.

    key    its identity within the kind of its entry: the same in all editions, whatever the label
    means  what the words stand for: the things that they name ("role:3"), the value of an option ("primary"), NONE
           for words that mean there is nothing; () for words that stand only for themselves
    """

    key: str
    label: str
    words: str
    means: tuple[str, ...] = ()


class Entry(BaseModel, frozen=True, extra="forbid"):
    """One thing in a section. `key` ("platform:12") is the same in all editions: changes are found by it.

    means  what the title stands for, if it is worded by us; () if it is the thing's own name
    """

    key: str
    title: str
    facts: tuple[Fact, ...] = ()
    means: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """Return the kind of thing: "platform"."""
        return self.key.partition(":")[0]


class Section(BaseModel, frozen=True, extra="forbid"):
    """One chapter. `lead` says what it is about or what is missing. `as_table`: its entries' facts share their labels,
    are short, and are easier to read in columns than one below the other.
    """

    key: str
    title: str
    lead: str = ""
    entries: tuple[Entry, ...] = ()
    as_table: bool = False
    results: Results | None = None  # drawn below its entries: the numbers on their way to their targets


class Signature(BaseModel, frozen=True, extra="forbid"):
    """Who approved a version, in which role, and on which day."""

    name: str
    role: str
    on: date


class Cover(BaseModel, frozen=True, extra="forbid"):
    """The part before the first section.

    number       of the edition; None for a draft that was never submitted
    on           the day of its approval, else of its submission, else of the draft
    next_update  the date of its next revision, once there is one
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
