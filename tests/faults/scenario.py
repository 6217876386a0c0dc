"""A day of a small team: what happens, and, written down by hand, what each of them must get for it."""

from __future__ import annotations

from dataclasses import dataclass

from tests.faults.checker import Expected

# In this order they get the same ids in every playground of one seed.
PEOPLE: tuple[tuple[str, dict[str, object]], ...] = (
    ("ana", {"tz": "Europe/Berlin", "is_admin": True}),  # leads
    ("ben", {"tz": "Europe/Berlin"}),  # leaves his post undone till the evening
    ("cho", {"tz": "Europe/Berlin"}),  # does hers in time
)
HOME = "social"

# Friday evening in Berlin: what the new plan has to tell anybody waits for Monday. The clocks change in between.
EVENING_BEFORE = "2026-03-27T19:00:00+00:00"
SET_UP = (
    "1,000 Instagram followers by end of June",
    "@ben reads the number and I judge it",
    "Tip of the day on Instagram, Mondays 10:00",
    "Instagram editor @ben",
)
REVIEW = "Monday 15:00"
MORE = ("slot Behind the counter on Facebook, Mondays 10:00, Facebook editor @cho", "no goal yet")


@dataclass(frozen=True)
class At:
    """Business time comes to an instant."""

    instant: str


@dataclass(frozen=True)
class Press:
    """Somebody presses a button in their direct messages, and again as long as it stands there."""

    user: str
    label: str


@dataclass(frozen=True)
class Reply:
    """Somebody replies, once, in the newest thread of the home channel."""

    user: str
    text: str


Step = At | Press | Reply

MORNING = "2026-03-29T12:00:00+00:00"
DAY: tuple[Step, ...] = (
    At("2026-03-29T13:00:00+00:00"),  # Sunday 15:00: the numbers for Monday's review are due, and nobody is told
    At("2026-03-30T07:00:00+00:00"),  # 9:00: roles and digests
    At("2026-03-30T08:00:00+00:00"),  # 10:00: reminders
    Press("cho", "Done"),
    At("2026-03-30T09:00:00+00:00"),  # 11:00: a nudge takes the reminder's place
    At("2026-03-30T10:00:00+00:00"),  # 12:00: the lead hears of the numbers
    At("2026-03-30T11:00:00+00:00"),  # 13:00: the second nudge
    At("2026-03-30T13:00:00+00:00"),  # 15:00: the review opens
    Reply("ben", "Learning: photos of the oven get more answers"),
    At("2026-03-30T14:00:00+00:00"),  # 16:00: the lead hears of the post too, in one message
    Press("ben", "Done"),
)

DUE_AT_TEN = {"@ben": "Tip of the day", "@cho": "Behind the counter"}

EXPECTED: dict[str, tuple[Expected, ...]] = {
    "@ben": (
        Expected(
            r"gave you the role \*Instagram editor\*.*Monday, 30 Mar.*Latest numbers.*Tip of the day",
            r"gave you the role.*Done.*Tip of the day",
        ),
        Expected(r"It is time for \*Instagram: Tip of the day", None),
        Expected(r"A quiet reminder: \*Instagram: Tip of the day", None),
        Expected(r"Still open: \*Instagram: Tip of the day", r"Done.*Tip of the day"),
    ),
    "@cho": (
        Expected(
            r"gave you the role \*Facebook editor\*.*Monday, 30 Mar.*Behind the counter",
            r"gave you the role.*Done.*Behind the counter",
        ),
        Expected(r"It is time for \*Facebook: Behind the counter", r"Done.*Behind the counter"),
    ),
    "@ana": (
        Expected(r"1 duty needs a hand.*Latest numbers", None),
        Expected(r"2 duties need a hand.*Latest numbers.*Tip of the day", r"1 duty needs a hand.*Done"),
    ),
    f"#{HOME}": (
        Expected(r"Weekly review", r"Weekly review"),
        Expected(r"What worked\?", r"What worked\?"),
        Expected(r"Learning recorded: photos of the oven", r"Learning recorded: photos of the oven"),
    ),
}
