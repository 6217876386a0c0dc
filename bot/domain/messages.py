"""Every kind of message that is ever owed, each described once: how late it may be, its keys, and its facts.

Composers join by `@composes` (bot/services/context/composers.py). A key is a contract with what
is stored: owing twice is owing once because both times write the same one. So all keys are written here, and nowhere
else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from string import Formatter
from typing import Annotated, Any, ClassVar, Literal, Protocol, Self, TypeVar, dataclass_transform

from pydantic import BeforeValidator, PlainSerializer, TypeAdapter

Facts = dict[str, str | int]
FilePart = Literal["set_up", "choose", "take_over", "stays", "nothing_new", "logo", "errors", "who"]
# "too_old" is shown, and never stored: a file gets there without anybody's doing.
FileEnd = Literal["", "building", "failed", "set_up", "undone", "taken_over", "adopted", "not_now", "logo", "too_old"]
Parts = list[dict[str, Any]]  # values of higher layers, as these write and read them
T = TypeVar("T")


def _read(stored: object) -> object:
    return json.loads(stored) if isinstance(stored, str) else stored


# How the outbox stores what is neither a number nor a text. Rows of earlier versions are read the same way.
At = Annotated[datetime, PlainSerializer(datetime.isoformat)]
Packed = Annotated[T, BeforeValidator(_read), PlainSerializer(lambda value: json.dumps(value, ensure_ascii=False))]
Escaped = Annotated[T, BeforeValidator(_read), PlainSerializer(json.dumps)]


@dataclass(frozen=True)
class Key:
    """How keys are written, such as "handed:{change}:{person}"."""

    grammar: str

    def __call__(self, **parts: str | int | date) -> str:
        """Return the key of these parts; others are not used. Raises KeyError where one is missing."""
        return self.grammar.format_map(parts)

    def begin(self, **parts: str | int | date) -> str:
        """Return how all keys begin that have these parts: the grammar up to the first part that is not given."""
        begun = ""
        for text, name, spec, _ in Formatter().parse(self.grammar):
            begun += text
            if name is None or name not in parts:
                break
            begun += format(parts[name], spec or "")
        return begun


KINDS: dict[str, type[Payload]] = {}


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Payload:
    """What a message is about. Its fields are the facts that the outbox stores: references, and texts views escape.

    The facts of `about`, where a kind has that, are stored beside the others: they are those of its words, by `code`.

    listed   what it is called in a list of messages
    one      what it is called in a sentence about one
    late     business time: how late it may still say what it would have said. None: it is never too late
    of_plan  a plan itself says it in its channel; answers to what people typed there are none of it
    key      what it is owed under; kinds that are owed for several reasons have further ones
    """

    kind: ClassVar[str]
    listed: ClassVar[str]
    one: ClassVar[str] = "a message"
    late: ClassVar[timedelta | None]
    of_plan: ClassVar[bool]
    key: ClassVar[Key]

    def __init_subclass__(
        cls, kind: str, listed: str, one: str = "", late: timedelta | None = None, of_plan: bool = False
    ) -> None:
        """Add a kind to the registry."""
        assert kind not in KINDS, kind
        cls.kind, cls.listed, cls.one, cls.late, cls.of_plan = kind, listed, one or Payload.one, late, of_plan
        KINDS[kind] = dataclass(frozen=True, kw_only=True)(cls)

    @classmethod
    def of(cls, message: HasFacts) -> Self:
        """Read the facts of a message. Raises ValueError where one is missing, or is no such thing."""
        of_words = {name: value for name, value in message.facts.items() if name not in cls.__annotations__}
        read = _adapter(cls.kind).validate_python({**message.facts, "about": of_words})
        assert isinstance(read, cls)
        return read

    def facts(self) -> Facts:
        """Return the facts to store."""
        stored: Facts = {}
        for name, value in _adapter(self.kind).dump_python(self, mode="json", exclude_none=True).items():
            stored.update(value if name == "about" else {name: value})
        return stored


class HasFacts(Protocol):
    """What carries stored facts: a message of the outbox."""

    @property
    def facts(self) -> Mapping[str, str | int]:
        """Return the facts as they are stored."""


@cache
def _adapter(kind: str) -> TypeAdapter[Payload]:
    return TypeAdapter(KINDS[kind])


# An update or a removal of a message is numbered. A message that was taken back before it left is owed by a next turn.
VERSION = Key("{message}:{op}:{version}")
FIRST_UPDATE = Key("{message}:update:0")
TURN = Key("{message}:{turn}")


# A table: its empty lines are between kinds alone.
# fmt: off
# ---------------------------------------------------------------- somebody's day
class DigestMessage(Payload, kind="digest", listed="digest", one="a digest", late=timedelta(hours=4)):
    """The day's duties. One a person and local date, whatever happens to their clock."""
    key = Key("digest:{person}:{day}")
    second = Key("digest:{person}:{day}:2")
    offers: str | None = None
    aside: int | None = None

class CatchUpMessage(Payload, kind="catch_up", listed="summary of what came late", one="a summary of what came late"):
    """One honest message after the bot slept."""
    key = Key("catch_up:{person}:{day}")
    another = Key("catch_up:{person}:{day}:{number}")
    since: At

class AsideMessage(
    Payload, kind="aside", listed="question or lesson", one="a question or a lesson", late=timedelta(hours=1)
):
    """A question about the plan, or a lesson, on a day without a digest."""
    key = Key("aside:{aside}")
    name = Key("aside:{person}:{at}")
    aside: int
    digest: int

class ArrivalMessage(
    Payload, kind="arrival", listed="word of a new duty", one="a message about a new duty", late=timedelta(hours=1)
):
    """A duty that arose after the digest."""
    key = Key("duty:{duty}:arrival:{version}")
    duty: int
    why: str
    strategy: int

class ReminderMessage(Payload, kind="reminder", listed="reminder", one="a reminder", late=timedelta(hours=1)):
    """A duty at its time. One that is put off climbs its ladder again: the time asked for is part of the key."""
    key = Key("duty:{duty}:{asked_at:%Y%m%d%H%M}:{step}")
    while_on_hold = Key("duty:{duty}:{asked_at:%Y%m%d%H%M}:{step}:on_hold")
    name_by_slot = Key("slot:{slot}:{due_at:%Y%m%d%H%M}:{asked_at:%Y%m%d%H%M}:{step}")
    name_by_review = Key("review:{review}:{role}:{due_at:%Y%m%d%H%M}:{asked_at:%Y%m%d%H%M}:{step}")
    for_another = Key("{message}:for:{person}")
    duty: int
    rung: int
    at: At | None = None
    strategy: int
    idea: int | None = None
    again: int | None = None

class NudgeMessage(ReminderMessage, kind="nudge", listed="nudge", one="a reminder", late=timedelta(hours=1)):
    """A duty that is still open after its time."""

class LeadMessage(Payload, kind="lead", listed="word to the lead", one="a message to a lead"):
    """What was handed up to a lead, a day's in one message."""
    key = Key("lead:{person}:{day}:{number}")
    own = Key("duty:{duty}:{asked_at:%Y%m%d%H%M}:{step}:own")
    strategy: int | None = None
    duty: int | None = None

class ReplyMessage(Payload, kind="reply", listed="answer to a reply"):
    """The answer to a reply or a check mark: what was settled, or which duty was meant."""
    key = Key("reply:{channel}:{ts}")
    to_mark = Key("reply:{channel}:{ts}:{emoji}:{receipt}")
    reply: str | None = None
    reaction: str | None = None
    on: str | None = None
    link: str
    sure: int

class HomeMessage(Payload, kind="home", listed="Home tab"):
    """A person's Home tab."""
    key = Key("home:{person}:{gesture}")
    page: int

# ---------------------------------------------------------------- roles and leads
class OfferMessage(Payload, kind="offer", listed="offer of a role", one="a message about a new role"):
    """Being given a role."""
    key = Key("offer:{holding}")
    holding: int
    strategy: int

class HandedMessage(Payload, kind="handed", listed="word of a role that changed hands"):
    """A role was handed over from now on."""
    key = Key("handed:{change}:{person}")
    change: int
    strategy: int

class LeaderlessMessage(
    Payload, kind="leaderless", listed="a question about who leads a plan", one="a question about who leads a plan"
):
    """Nobody leads a plan: to everybody who can take over."""
    key = Key("leaderless:{strategy}:{since}:{person}")
    name = Key("leaderless:{channel}:{since}:{person}")
    strategy: int
    since: int

class LedMessage(
    Payload, kind="led", listed="a message about who leads a plan", one="a message about who leads a plan"
):
    """Somebody took a plan over, is back, or was named its lead. It goes to a member (`to`), or to "home"."""
    key = Key("took_over:{change}:{to}")
    back = Key("lead_back:{change}:{to}")
    named = Key("named_lead:{strategy}:{person}:{at}")
    change: int | None = None
    strategy: int
    part: Literal["back", "named"] | None = None
    by: int | None = None

# ---------------------------------------------------------------- conversations and changes
class AskMessage(Payload, kind="ask", listed="question", one="a question"):
    """A question of a conversation. `ask` is written and read by bot/services/talk/conversations.py."""
    key = Key("ask:{conversation}:{version}")
    conversation: int
    version: int
    ask: str
    answer: str | None = None

class WeekMessage(Payload, kind="week", listed="week to come", of_plan=True):
    """The week to come, after set-up."""
    key = Key("week:{strategy}")
    strategy: int

class ChangedMessage(Payload, kind="changed", listed="word of a change", one="a word on what you changed"):
    """What somebody changed in a form, to themselves, with Undo."""
    key = Key("changed:{change}")
    change: int
    title: str
    lines: str

class SavedMessage(Payload, kind="saved", listed="word on what you added", one="a word on what you added"):
    """What was added to a plan, with what speaks against it."""
    key = Key("saved:{person}:{receipt}")
    code: str
    about: Mapping[str, str | int]
    strategy: int
    thing: str
    thing_id: int

class ToldMessage(Payload, kind="told", listed="answer", one="an answer"):
    """A plain answer: a code of bot/views/talk/notices.py, or of a refusal, and the facts that its words use."""
    key = Key("conversation:{conversation}:{code}:{version}")
    refused = Key("refused:{event}")
    beside = Key("ask:{conversation}:{version}:beside")
    late_answer = Key("late:{receipt}")
    # to what was typed
    spoken = Key("spoken:{channel}:{root}")
    hint = Key("hint:{channel}:{ts}:told")
    reply = Key("reply:{channel}:{ts}:told")
    mark = Key("reply:{channel}:{ts}:{emoji}:{receipt}:told")
    edited = Key("edited:{channel}:{ts}")
    old_thread = Key("moved:{channel}:{ts}:{person}")
    # to a file
    file = Key("file:{incoming}:{root}:{code}")
    not_set_up = Key("file:{incoming}:{root}:failed:{set_up}")
    file_large = Key("file:{root}:{file}:large")
    file_unknown = Key("file:{root}:unknown")
    file_unknown_here = Key("file:{channel}:{person}:{ending}:{month:%Y-%m}")
    # about roles
    vacant = Key("vacant:{holding}")
    declined = Key("declined:{holding}:{person}")
    retaken = Key("retaken:{holding}:{person}")
    roles_back = Key("roles_back:{strategy}:{person}:{left:%Y%m%dT%H%M%S.%f}")
    # about plans, versions and channels
    version = Key("edition:{edition}:{code}")
    moved_in = Key("move:{change}:in")
    moved_out = Key("move:{change}:out")
    review_moved = Key("review:{review}:moved")
    home_lost = Key("home_lost:{strategy}:{channel}")
    channel_lost = Key("channel_lost:{change}")
    channel_back = Key("channel_back:{change}")
    restored = Key("restored:{silence}:{person}")
    # about messages that were not delivered
    failed = Key("{code}:{conversation}:{reason}:{day:%Y-%m-%d}")
    picture_failed = Key("picture_failed:{reason}")
    file_failed = Key("file_failed:{reason}:{person}")
    asked_file_failed = Key("{message}:failed")
    canvas_failed = Key("canvas_failed:{strategy}:{reason}")
    unknown = Key("delivery_unknown:{message}")
    code: str | None = None
    refusal: str | None = None
    about: Mapping[str, str | int] = field(default_factory=dict)

# ---------------------------------------------------------------- the plan
class HoldMessage(Payload, kind="hold", listed="word of a hold", one="word of a hold", of_plan=True):
    """Publishing is held back, or goes on. Ended, taken back and ended again, it is told of each end."""
    key = Key("hold:{hold}:{part}")
    over = Key("hold:{hold}:{part}:{change}")
    name = Key("hold:{hold}:over:{at}")
    hold: int
    strategy: int
    part: Literal["begun", "over"]
    change: int | None = None

class IdeaMessage(Payload, kind="idea", listed="word of an idea"):
    """An idea for a post was saved."""
    key = Key("idea:{post}")
    post: int
    strategy: int

class SharedMessage(Payload, kind="shared", listed="shared list", one="a list that was shared", of_plan=True):
    """A list that somebody shares in the home channel. Its number is that of the earlier ones, taken back since."""
    key = Key("shared:{strategy}:{word}:{person}:{shown}:{number}")
    strategy: int
    list: str
    page: int | None
    by: int

# ---------------------------------------------------------------- reviews
class ReviewMessage(
    Payload, kind="review", listed="weekly review", one="a weekly review", late=timedelta(days=6), of_plan=True
):
    """The root of a review's thread."""
    key = Key("review:{review}")
    name = Key("review:{strategy}:{week}")
    review: int
    strategy: int

class PromptsMessage(
    ReviewMessage, kind="prompts", listed="questions of a review", one="the questions of a review",
    late=timedelta(days=6), of_plan=True
):
    """The questions of a review."""
    key = Key("review:{review}:prompts")
    name = Key("review:{strategy}:{week}:prompts")

class SummaryMessage(
    ReviewMessage, kind="summary", listed="summary of a review", one="the summary of a review", of_plan=True
):
    """The summary of a closed review."""
    key = Key("review:{review}:summary")
    name = Key("review:{strategy}:{week}:summary")

class NotedMessage(Payload, kind="noted", listed="note of a review", one="a note of a review", of_plan=True):
    """A learning or a decision was recorded."""
    key = Key("note:{note}")
    note: int
    review: int
    strategy: int

class PictureMessage(
    Payload, kind="picture", listed="picture", one="a picture of a review", late=timedelta(days=1), of_plan=True
):
    """A chart, after the message that it belongs to."""
    key = Key("{beside}:picture:{which}")
    review: int
    strategy: int
    which: Literal["results", "momentum"]
    at: At

class BossMessage(
    Payload, kind="boss", listed="summary for the boss", one="a review's summary to forward", late=timedelta(minutes=10)
):
    """What a review came to, for somebody to forward: a picture and four sentences."""
    key = Key("boss:{review}:{person}")
    words = Key("{message}:words")
    review: int
    strategy: int
    missing: int | None = None

# ---------------------------------------------------------------- the written strategy, and files
class ApproveMessage(
    Payload, kind="approve", listed="request to approve a version", one="a request to approve a version of the strategy"
):
    """Somebody is asked to approve a version of the strategy."""
    key = Key("edition:{edition}:approve:{person}:{turn}")
    edition: int
    strategy: int

class AdoptedMessage(
    Payload, kind="edition", listed="word of a new version", one="word of a new version of the strategy", of_plan=True
):
    """A version is in use: word to the home channel."""
    key = Key("edition:{edition}:adopted")
    edition: int
    strategy: int

class ForYouMessage(Payload, kind="for_you", listed="what a version changes", one="word of what a new version changes"):
    """What a version changes for somebody."""
    key = Key("edition:{edition}:for:{person}")
    edition: int
    strategy: int

class CommentMessage(Payload, kind="comment", listed="comment on a version", one="a comment on the strategy"):
    """What somebody said about a version, or the answer to it."""
    key = Key("comment:{comment}")
    answer = Key("comment:{comment}:answer")
    for_another = Key("comment:{comment}:{person}")
    comment: int
    strategy: int
    part: Literal["asked", "answered"]

class DocumentMessage(Payload, kind="document", listed="file", one="a file", of_plan=True):
    """A file: the written strategy, or all of a plan. Nobody asked for the file that comes with a version."""
    key = Key("file:{what}:{form}:{strategy}:{edition}:{person}:{once}")
    adopted = Key("edition:{edition}:adopted:pdf")
    to_approve = Key("edition:{edition}:pdf:{person}:{turn}")
    what: Literal["pdf", "markdown", "export"]
    strategy: int
    edition: int
    form: Literal["yaml", "json"] | None = None

class CanvasMessage(
    Payload, kind="canvas", listed="canvas of the channel", one="the canvas of the channel", of_plan=True
):
    """The version in use, in the home channel's canvas."""
    key = Key("edition:{edition}:adopted:canvas")
    moved = Key("move:{change}:canvas")
    edition: int
    strategy: int

class FileMessage(Payload, kind="file", listed="answer to a file"):
    """What was read in a file that somebody dropped, and what came of it: an update has only what is new."""
    key = Key("file:{incoming}:{root}")
    errors = Key("file:{incoming}:{root}:{number}")
    who_does_what = Key("file:{incoming}:{root}:who:{set_up}")
    incoming: int | None = None
    name: str | None = None
    part: FilePart | None = None
    strategy: int | None = None
    lines: Packed[list[str]] | None = None
    many: int | None = None
    stopped: int | None = None
    first: int | None = None
    last: int | None = None
    places: Packed[list[tuple[int, str]]] | None = None
    over: Escaped[tuple[int, str]] | None = None
    added: Escaped[dict[str, int]] | None = None
    changed: Escaped[dict[str, int]] | None = None
    odd: Packed[Parts] | None = None
    otherwise: Packed[dict[str, Parts]] | None = None
    adopted: Packed[dict[str, Parts]] | None = None
    adopter: str | None = None
    end: FileEnd | None = None
    who: str | None = None
    channel: str | None = None
    worn: Escaped[tuple[int, str]] | None = None
    vacant: Escaped[tuple[int, str]] | None = None
    why: Packed[tuple[str, dict[str, str]]] | None = None
    imported: str | None = None
