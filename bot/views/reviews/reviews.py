"""The weekly review: its thread, its prompts, what is recorded in it, its summary, and its forms.

The channel reads these: nobody is named for what they missed, here or in any count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.domain.goals import Measure
from bot.domain.reviews import Activity, Note, Review
from bot.domain.roles import TEXT_LIMIT, Person
from bot.domain.strategies import DecimalMark, Strategy
from bot.views.editing.forms import Opened
from bot.views.kit import ids
from bot.views.kit.blocks import (
    Block,
    Content,
    actions,
    button,
    context,
    fit,
    header,
    lines_within,
    modal,
    section,
    text_input,
    users_input,
)
from bot.views.kit.texts import brief, clean, count, date_in, day_words, listed, mention, moment, name, titled
from bot.views.plan.goals import result
from bot.views.plan.measures import target_words, value_words
from bot.views.reviews.decisions import change_input, changes_in_short, changes_words
from bot.views.reviews.pictures import missing

# A channel's message shows the beginning of texts that are long elsewhere.
SHOWN = 160
# At most this many characters: enough for any number with its unit.
NUMBER_LIMIT = 60
# A form has at most this many measures; nobody fills in more, and Slack takes at most a hundred blocks.
MOST_MEASURES = 90
# The title of the form for numbers, and of its result.
NUMBERS = "Latest numbers"
# The title of the duty that asks for them before a review.
NUMBERS_DUTY = "Latest numbers for the review"


def root(review: Review, strategy: Strategy, *, without: int = 0) -> Content:
    """Compose the message that opens a review's thread: activity, by platform and kind of content, and results.

    `without` counts the pictures that could not be added below it.
    """
    title = f"Weekly review of {titled(strategy.name)}, {day_words(date_in(review.opens_at, review.zone))}"
    activity = activity_words(review.activity)
    if review.state == "closed":
        closing = "This review is closed. What came of it stands in the thread."
    else:
        closing = f"Talk in the thread. It stays open until {moment(review.closes_at, review.zone)}."
    blocks = [header(f"Weekly review: {clean(strategy.name)}"), section(f"*What was done*\n{activity}")]
    blocks += _told_apart("By platform", review.platforms, "Without a platform")
    blocks += _told_apart("By kind of content", review.kinds, "Of no kind")
    blocks += _results(review, strategy)
    blocks.append(context(closing, *([missing(without)] if without else [])))
    return fit(Content(f"{title}. {activity} {closing}", tuple(blocks), "Type `/beat goals` to see them all."))


def activity_words(activity: Activity) -> str:
    """Return "14 of 16 done, 2 of them late. 1 was missed, 1 was skipped. 3 were on hold." """
    held = count(activity.on_hold, "was", "were") + " on hold."
    if not activity.planned:
        return f"Nothing else was planned: {held}" if activity.on_hold else "Nothing was planned for this time."
    words = f"{activity.done + activity.late} of {activity.planned} done"
    words += f", {activity.late} of them late." if activity.late else "."
    lost = [f"{n} {'was' if n == 1 else 'were'} {what}" for n, what in _lost(activity) if n]
    if lost:
        words += f" {', '.join(lost)}."
    if activity.open:
        words += f" {count(activity.open, 'is', 'are')} still open."
    return f"{words} {held}" if activity.on_hold else words


def _lost(activity: Activity) -> list[tuple[int, str]]:
    return [(activity.missed, "missed"), (activity.skipped, "skipped")]


def _told_apart(head: str, parts: Sequence[tuple[str, Activity]], none: str) -> list[Block]:
    """Return activity by one dimension, if it has more than one value."""
    if len(parts) < 2:
        return []
    lines = [f"• {titled(title) if title else none}: {activity_words(a)}" for title, a in parts]
    text, left = lines_within(lines, 2000)
    more = f"\n… and {left} more." if left else ""
    return [section(f"*{head}*\n{text}{more}")]


def _results(review: Review, strategy: Strategy) -> list[Block]:
    today = date_in(review.opens_at, review.zone)
    lines: list[str] = []
    for goal in review.goals:
        lines.append(f"*{brief(goal.statement, SHOWN, 'under `/beat goals`')}*")
        lines += [f"• {result(measure, strategy.decimal_mark, today)}" for measure in goal.measures]
    if not lines:
        return [
            section("*What came of it*\nThere is no goal yet. Add one: `/beat goal 1,000 followers by end of March`")
        ]
    text, left = lines_within(lines, 2700)
    more = f"\n… and {count(left, 'more line', 'more lines')}. Type `/beat goals` to see them." if left else ""
    return [section(f"*What came of it*\n{text}{more}")]


# ---------------------------------------------------------------- prompts and notes


def prompts(review: Review) -> Content:
    """Compose the three prompts, with buttons for a takeaway and a decision while the review is open."""
    asked = "What worked? What did not? What do we change?"
    if review.state == "closed":
        text = f"{asked} This review is closed."
        return fit(Content(text, (section(text),)))
    how = (
        "A reply that begins with “Learning:” or “Decision:” is recorded. Everything else stays talk.\n"
        "For example: “Learning: photos of the oven get more answers than photos of bread.”"
    )
    ref = ids.Ref("review", review.id).encode()
    blocks = (
        section("*1. What worked?*\n*2. What did not?*\n*3. What do we change?*"),
        section(how),
        actions(button("Add a learning", ids.NOTE_LEARNING, ref), button("Add a decision", ids.NOTE_DECISION, ref)),
    )
    return fit(Content(f"{asked}\n{how}", blocks))


def noted(
    note: Note, by: Person | None = None, *, taken_back: bool = False, applied_by: Person | None = None
) -> Content:
    """Say that a takeaway or a decision is recorded, with Undo; or that it was undone.

    `by` is the author's name; without it the author is mentioned by Slack id. A decision that changes the plan says
    what it changes, with Apply; once applied, it says by whom, with an Undo of that.
    """
    kind = "Learning" if note.kind == "learning" else "Decision"
    who = name(by) if by else mention(note.author)
    if taken_back:
        text = f"{kind} taken back: {brief(note.text, SHOWN, 'were taken back too')}"
        return fit(Content(text, (section(text),)))
    owner = f" {mention(note.owner)} carries it." if note.owner else ""
    if note.owner and note.owner == note.author:
        who, owner = f"{who}, who carries it", ""
    text = f"✓ {kind} recorded: {brief(note.text, TEXT_LIMIT, 'are recorded')} ({who}){owner}"
    ref = ids.Ref("note", note.id).encode()
    undo = button("Undo", ids.NOTE_UNDO, ref)
    if not note.changes:
        return fit(Content(text, (section(text), actions(undo))))
    changed = changes_words(note, applied_by)
    if note.applied_at is None:
        row = actions(button("Apply", ids.NOTE_APPLY, ref, "primary"), undo)
    else:
        row = actions(button("Undo the change", ids.NOTE_UNAPPLY, ref))
    return fit(Content(f"{text}\n{changed}", (section(text), section(changed), row)))


def summary(review: Review, strategy: Strategy, *, without: int = 0) -> Content:
    """Compose a closed review's results: activity, numbers, takeaways, decisions, and when the next one is.

    `without` counts the pictures that could not be added below it.
    """
    learnings = [note for note in review.notes if note.kind == "learning"]
    decisions = [note for note in review.notes if note.kind == "decision"]
    activity = activity_words(review.activity)
    kept = f"{count(len(learnings), 'learning', 'learnings')} and {count(len(decisions), 'decision', 'decisions')}."
    blocks = [header(f"Review closed: {clean(strategy.name)}"), section(activity), *_results(review, strategy)]
    blocks += _notes("What we learned", learnings, "Nothing was recorded.")
    blocks += _notes("What we decided", decisions, "Nothing was decided, so the plan goes on as it is.")
    following = f"The next review opens {moment(review.next_opens_at, review.zone)}." if review.next_opens_at else ""
    blocks.append(actions(button("For the boss", ids.REVIEW_BOSS, ids.Ref("review", review.id).encode())))
    closing = [
        f"“For the boss” sends you a picture and four sentences, to forward. {following}".strip(),
        *([missing(without)] if without else []),
    ]
    blocks.append(context(*closing))
    text = f"The review of {titled(strategy.name)} is closed, with {kept} {activity} {following}".strip()
    return fit(Content(text, tuple(blocks), "The thread has them all."))


def _notes(title: str, notes: Sequence[Note], none: str) -> list[Block]:
    lines = []
    for note in notes:
        carried = f" ({mention(note.owner)})" if note.owner else ""
        lines.append(f"• {brief(note.text, SHOWN * 2, 'in the thread')}{carried}{changes_in_short(note)}")
    text, left = lines_within(lines, 2500)
    more = f"\n… and {left} more in the thread." if left else ""
    return [section(f"*{title}*\n{text or none}{more}")]


# ---------------------------------------------------------------- forms


def numbers_modal(
    measures: Sequence[Measure],
    week: date,
    ref: ids.Ref,
    mark: DecimalMark = ".",
    plan: str = "",
    asked: Asked | None = None,
) -> Block:
    """Return the form for the latest numbers of the week beginning `week`: one field a measure, all optional.

    `plan` is the plan's name: a person may be asked by several on one day. `asked` is what was typed and needs
    another look. Inputs: block ids.number_block(measure id), action ids.NUMBER_ACTION. People may type "same".
    """
    opening = f"*{titled(plan)}*, for the week of" if plan else "For the week of"
    blocks = [section(f"{opening} {day_words(week)}. What you do not know can stay empty.")]
    if asked is not None:
        told, _ = lines_within([f"• {_compared(m, v, mark)}" for m, v in asked.slips], 2000)
        blocks.append(section(f"*Is that right?*\n{told}\nSave once more to keep it, or correct it."))
    typed = asked.typed if asked else {}
    blocks += [_number_field(measure, mark, typed.get(measure.id, "")) for measure in measures[:MOST_MEASURES]]
    if len(measures) > MOST_MEASURES:
        left = len(measures) - MOST_MEASURES
        blocks.append(section(f"{left} more do not fit here. Save these first, then open the form again."))
    carried = Opened(ref, 1, asked.prints).encode() if asked else ref.encode()
    return modal(ids.MODAL_NUMBERS, NUMBERS, blocks, "Save", carried)


@dataclass(frozen=True)
class Asked:
    """What was typed into the numbers form, by measure id, and which of these numbers are far from the last ones.

    `prints` are their fingerprints: sent again unchanged, they are confirmed.
    """

    typed: Mapping[int, str]
    slips: Sequence[tuple[Measure, Decimal]]
    prints: Mapping[str, int]


def _compared(measure: Measure, value: Decimal, mark: DecimalMark) -> str:
    """Return "Instagram followers: 390, last time 38"; a first number is compared with its baseline or target."""
    said = f"{clean(measure.name)}: {value_words(measure, value, mark)}"
    if measure.last is not None:
        return f"{said}, last time {value_words(measure, measure.last.value, mark)}"
    if measure.baseline:
        return f"{said}, and it started at {value_words(measure, measure.baseline, mark)}"
    return f"{said}, and the target is {clean(target_words(measure, mark))}"


def numbers_saved(measures: Sequence[Measure], values: Mapping[int, Decimal], week: date, mark: DecimalMark) -> Content:
    """Say which numbers of the week beginning `week` were saved, with the last ones, and which are still open."""
    saved = [
        _compared(m, values[m.id], mark) if m.last else f"{clean(m.name)}: {value_words(m, values[m.id], mark)}"
        for m in measures
        if m.id in values
    ]
    told, left = lines_within([f"• {line}" for line in saved], 2500)
    more = f"\n… and {left} more." if left else ""
    open_ones = [clean(m.name) for m in measures if m.id not in values and not any(r.week == week for r in m.readings)]
    still = f"\nStill open: {brief(listed(open_ones), SHOWN, 'are open')}." if open_ones else ""
    text = f"*Saved for the week of {day_words(week)}*\n{told}{more}{still}"
    return fit(Content(text, (section(text),), "Type `/beat goals` to see them all."))


def _number_field(measure: Measure, mark: DecimalMark, typed: str) -> Block:
    unit = f" ({clean(measure.said_unit)})" if measure.said_unit else ""
    goal = f"Goal: {clean(target_words(measure, mark))}."
    kind = _KINDS.get(measure.direction, "a number")
    if measure.last is None:
        example = value_words(measure, _near(measure), mark)
        first = f"The first number. For example {example}." if kind == "a number" else f"Type {kind}: {example}"
        hint = f"{goal} {first}"
    else:
        last = value_words(measure, measure.last.value, mark)
        hint = f"{goal} Last time: {last}. Type {kind}, or “same” for {last} again."
    return text_input(
        (ids.number_block(measure.id), ids.NUMBER_ACTION),
        f"{clean(measure.name)}{unit}",
        hint=hint,
        limit=NUMBER_LIMIT,
        optional=True,
        initial=typed if len(typed) <= NUMBER_LIMIT else "",
    )


_KINDS = {"yesno": "yes or no", "rating": "a rating from 1 to 5"}


def _near(measure: Measure) -> Decimal:
    return measure.baseline if measure.baseline is not None else measure.target


def learning_modal(ref: ids.Ref) -> Block:
    """Return the form for a takeaway. Input: ids.NOTE_TEXT."""
    field = text_input(
        ids.NOTE_TEXT,
        "What did we learn?",
        hint="One sentence is best. It is recorded in the thread, with your name.",
        example="Photos of the oven get more answers than photos of bread",
        lines=True,
        limit=TEXT_LIMIT,
    )
    return modal(ids.MODAL_LEARNING, "Add a learning", [field], "Record", ref.encode())


def decision_modal(ref: ids.Ref) -> Block:
    """Return the form for a decision. Inputs: ids.NOTE_TEXT, ids.NOTE_OWNER and ids.DECISION_CHANGE; two may be empty.

    With a change chosen, `bot.views.reviews.decisions.details_modal` follows.
    """
    blocks = [
        text_input(
            ids.NOTE_TEXT,
            "What do we change?",
            hint="Say what will be different, and from when.",
            example="From Monday, two oven photos a week instead of one",
            lines=True,
            limit=TEXT_LIMIT,
        ),
        users_input(
            ids.NOTE_OWNER, "Who carries it?", hint="You can leave this empty while it is not settled.", optional=True
        ),
        change_input(),
    ]
    return modal(ids.MODAL_DECISION, "Add a decision", blocks, "Record", ref.encode())
