"""Every refusal: a class with its facts, by what it is about. bot/views/talk/refusals.py has the words of each."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from bot.domain.errors import Refusal
from bot.domain.permissions import Action

T = TypeVar("T")


# A table: one refusal after the other, without the formatter's empty lines.
# fmt: off
# ---------------------------------------------------------------- where a command was typed
class UnknownWord(Refusal, code="unknown_word"):
    typed: str
    nearest: str
class UnknownChannel(Refusal, code="unknown_channel"):
    typed: str
class NotHome(Refusal, code="not_home"): ...
class ManyHomes(Refusal, code="many_homes"):
    names: str
class NoHomeYet(Refusal, code="no_home_yet"): ...
class AlreadyHome(Refusal, code="already_home"):
    name: str
class BeingSetUp(Refusal, code="being_set_up"):
    name: str
class NotInChannel(Refusal, code="not_in_channel"):
    bot: str
    command: str = ""
class MoveWhere(Refusal, code="move_where"): ...
class MoveNotThere(Refusal, code="move_not_there"):
    channel: str
class ChannelLost(Refusal, code="channel_lost"):
    channel: str
    bot: str
class SetupInChannel(Refusal, code="setup_in_channel"): ...
class CannotHere(Refusal, code="cannot_here"): ...
class WorkspaceUnknown(Refusal, code="workspace_unknown"): ...

# ---------------------------------------------------------------- who may
class NotAllowed(Refusal, code="not_allowed"):
    action: Action | None
class CannotTakeOver(Refusal, code="cannot_take_over"): ...
class HasLead(Refusal, code="has_lead"):
    name: str
    plan: str
class CannotLead(Refusal, code="cannot_lead"):
    name: str
class HasCoLead(Refusal, code="has_co_lead"):
    name: str
class TooLateToLeadAgain(Refusal, code="too_late_to_lead_again"):
    name: str
class NotYours(Refusal, code="not_yours"): ...
class NotYourQuestion(Refusal, code="not_your_question"): ...

# fmt: on

# ---------------------------------------------------------------- what is not there


class Absence(StrEnum):
    """Why something is not there for somebody: for the log, since people always read the same."""

    DELETED = "deleted"  # it ended, or there never was one in this workspace
    HIDDEN = "not_visible"  # it is there, and not for them
    FOREIGN = "not_ours"  # the payload holds a value that no button or form of ours has


class Gone(Refusal, code="gone"):
    """What is outside does not exist: neither the words nor the time that they take tell one absence from another."""

    def __init__(self, reason: Absence) -> None:
        self.reason = reason


def not_gone(found: T | None) -> T:
    """Return what was looked up by its id. Raises `Gone` where it was deleted."""
    if found is None:
        raise Gone(Absence.DELETED)
    return found


# fmt: off
class UnknownPlatform(Refusal, code="unknown_platform"):
    typed: str
class UnknownLesson(Refusal, code="unknown_lesson"):
    typed: str

# ---------------------------------------------------------------- files that people drop
class FileOver(Refusal, code="file_over"): ...
class FileNotThere(Refusal, code="file_not_there"): ...
class LogoChanged(Refusal, code="logo_changed"): ...
class UnknownFormat(Refusal, code="unknown_format"):
    typed: str

# ---------------------------------------------------------------- duties
class ClosedDuty(Refusal, code="closed_duty"):
    state: str
    by: str
    when: datetime | None = None
    zone: str = ""
class TooLateToUndo(Refusal, code="too_late_to_undo"):
    leads: bool = False
    thing: str = ""
class TooFar(Refusal, code="too_far"):
    days: int
class PastTime(Refusal, code="past_time"): ...
class BeforeDue(Refusal, code="before_due"):
    when: datetime | None
    zone: str
class BadLink(Refusal, code="bad_link"): ...
class ChangedMeanwhile(Refusal, code="changed_meanwhile"): ...

# ---------------------------------------------------------------- ideas
class IdeaTaken(Refusal, code="idea_taken"): ...
class HasText(Refusal, code="has_text"): ...
class NoIdea(Refusal, code="no_idea"): ...

# ---------------------------------------------------------------- people and roles
class UnknownPerson(Refusal, code="unknown_person"):
    name: str
class PersonLeft(Refusal, code="person_left"):
    name: str
class NotInHome(Refusal, code="not_in_home"):
    name: str
    channel: str
class PersonIsBot(Refusal, code="person_is_bot"):
    name: str
class OfferOver(Refusal, code="offer_over"):
    role: str
class RoleTaken(Refusal, code="role_taken"):
    role: str
    name: str
class RoleApproves(Refusal, code="role_approves"):
    role: str
class CannotAppoint(Refusal, code="cannot_appoint"):
    role: str
    lead: str
class BadHour(Refusal, code="bad_hour"): ...
class NoHour(Refusal, code="no_hour"):
    typed: str
class BadTime(Refusal, code="bad_time"):
    typed: str
class BadReminders(Refusal, code="bad_reminders"):
    typed: str
    now: str

# ---------------------------------------------------------------- the plan's parts
class TitleTaken(Refusal, code="title_taken"):
    title: str
class NameTaken(Refusal, code="name_taken"):
    name: str
class NothingToPlan(Refusal, code="nothing_to_plan"): ...
class GapClosed(Refusal, code="gap_closed"): ...
class NeedsARole(Refusal, code="needs_a_role"): ...
class NeedsTaker(Refusal, code="needs_taker"):
    role: str
class NeedsRole(Refusal, code="needs_role"):
    role: str
class OnHoldAlready(Refusal, code="on_hold_already"):
    name: str
class WarningSettled(Refusal, code="warning_settled"): ...

# ---------------------------------------------------------------- what was typed
class TextTooLong(Refusal, code="text_too_long"):
    length: int
    limit: int
class NothingSaid(Refusal, code="nothing_said"): ...
class NoNumbers(Refusal, code="no_numbers"): ...

# ---------------------------------------------------------------- the written strategy
class SubmittedAlready(Refusal, code="submitted_already"):
    number: int
class NothingNew(Refusal, code="nothing_new"):
    number: int
class OwnSubmission(Refusal, code="own_submission"): ...
class TookOverSince(Refusal, code="took_over_since"):
    number: int
class EditionSettled(Refusal, code="edition_settled"):
    number: int
class AnsweredBefore(Refusal, code="answered_before"): ...
class NoVersion(Refusal, code="no_version"):
    number: str
class NoChapter(Refusal, code="no_chapter"):
    typed: str
    nearest: str = ""

# ---------------------------------------------------------------- reviews
class ReviewClosed(Refusal, code="review_closed"): ...
class ReviewOpen(Refusal, code="review_open"): ...
class AppliedAlready(Refusal, code="applied_already"): ...
class NothingToChange(Refusal, code="nothing_to_change"):
    kind: str

# ---------------------------------------------------------------- conversations
class ConversationOpen(Refusal, code="conversation_open"):
    noun: str = ""
    said: str = ""
    where: str = ""
class AnsweredAlready(Refusal, code="answered_already"): ...
class ConversationOver(Refusal, code="conversation_over"): ...

# ---------------------------------------------------------------- our fault
class FormTooLate(Refusal, code="form_too_late"): ...
class WentWrong(Refusal, code="went_wrong"):
    reference: str
class OutcomeNotKnown(Refusal, code="outcome_not_known"):
    reference: str
class DatabaseBusy(Refusal, code="database_busy"): ...
class OneMoment(Refusal, code="one_moment"): ...
class OneMomentForm(Refusal, code="one_moment_form"): ...
