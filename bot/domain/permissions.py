"""may(actor, action, thing): who can do what. docs/permissions.md is tested against this table."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from enum import Enum
from typing import Literal, get_args

Kind = Literal[
    "admin",
    "lead",
    "holder",
    "backup",
    "reviewer",
    "approver",
    "workspace_admin",
    "channel_member",
    "guest",
    "stranger",
]
KINDS: tuple[Kind, ...] = get_args(Kind)


class Action(Enum):
    """What can be done with a strategy or a thing of it. The value is the phrase used in the table of the docs."""

    SEE_STRATEGY = "see the plan: goals, roles, calendar"
    ADD_TO_PLAN = "add goals, roles and regular posts"
    CHANGE_PLAN = "change goals, roles and regular posts"
    END_PART = "remove a goal, a role or a regular post"
    IMPORT = "take a file over into the plan"
    EXPORT = "get the plan as a file"
    CHANGE_SETTINGS = "change the plan's settings"
    MOVE = "move the plan to another channel"
    TAKE_OVER = "take over the plan: only while nobody leads it"
    APPOINT = "give a role to somebody"
    SETTLE_DUTY = "settle a duty: Done, Scheduled, Snooze, Skip, Undo"
    HAND_OVER_DUTY = "hand a duty over this time"
    ANSWER_OFFER = "accept or decline a role that was offered"
    HOLD = "hold publishing or let it go on"
    SEE_WHY = "see why others got a message: or why they did not"
    GIVE_NUMBERS = "give the latest numbers"
    RECORD_LEARNING = "record a learning or a decision in a review"
    OPEN_REVIEW = "open a review that was missed"
    UNDO_LEARNING = "take a learning or a decision back"
    DISMISS_WARNING = "live with a warning: with a reason"
    SUBMIT = "submit the strategy for approval: or adopt it unsigned"
    SIGNING = "say who approves the strategy: and who has those roles"
    APPROVE = "approve a version or send it back: never one's own"
    COMMENT = "comment on a version of the strategy"


# The thing's own people are told apart from the strategy's: `holder` and `backup` are those of the duty's, offer's or
# measure's role (and whoever it was handed to), `reviewer` the measure's or review's, `approver` whoever can approve
# the version of the strategy. One person can be several. For taking over, `lead` is whoever led the plan last, and
# `approver` whoever has a role that approves its versions.
ALLOWED: dict[Action, frozenset[Kind]] = {
    Action.SEE_STRATEGY: frozenset({"admin", "lead", "holder", "backup", "reviewer", "approver", "channel_member"}),
    Action.ADD_TO_PLAN: frozenset({"admin", "lead", "holder", "backup", "reviewer", "channel_member"}),
    Action.CHANGE_PLAN: frozenset({"admin", "lead", "holder", "backup", "reviewer", "channel_member"}),
    Action.END_PART: frozenset({"admin", "lead", "holder", "backup"}),
    Action.IMPORT: frozenset({"admin", "lead"}),
    Action.EXPORT: frozenset({"admin", "lead", "holder", "backup", "reviewer", "channel_member"}),
    Action.CHANGE_SETTINGS: frozenset({"admin", "lead"}),
    Action.TAKE_OVER: frozenset({"admin", "lead", "approver", "workspace_admin"}),
    Action.MOVE: frozenset({"lead"}),
    Action.APPOINT: frozenset({"admin", "lead", "holder", "backup", "reviewer", "channel_member"}),
    Action.SETTLE_DUTY: frozenset({"admin", "lead", "holder", "backup"}),
    Action.HAND_OVER_DUTY: frozenset({"admin", "lead", "holder", "backup"}),
    Action.ANSWER_OFFER: frozenset({"holder", "backup"}),
    Action.HOLD: frozenset({"admin", "lead"}),
    Action.SEE_WHY: frozenset({"admin", "lead"}),
    Action.GIVE_NUMBERS: frozenset({"admin", "lead", "holder", "backup"}),
    Action.RECORD_LEARNING: frozenset({"admin", "lead", "holder", "backup", "reviewer", "channel_member"}),
    Action.OPEN_REVIEW: frozenset({"admin", "lead"}),
    Action.UNDO_LEARNING: frozenset({"admin", "lead", "holder", "reviewer"}),
    Action.DISMISS_WARNING: frozenset({"admin", "lead", "holder", "reviewer"}),
    Action.SUBMIT: frozenset({"admin", "lead", "holder", "backup"}),
    Action.SIGNING: frozenset({"admin", "lead"}),
    Action.APPROVE: frozenset({"approver"}),
    Action.COMMENT: frozenset({"admin", "lead", "holder", "backup", "reviewer", "approver", "channel_member"}),
}


def may(kinds: AbstractSet[Kind], action: Action) -> bool:
    """Tell whether somebody who is all of `kinds` towards a thing may do `action` with it.

    A guest counts as a channel member only where the verb found them in the home channel; `guest` and `stranger`
    alone allow nothing. Having an additional kind never removes a permission.
    """
    return bool(ALLOWED[action] & kinds)
