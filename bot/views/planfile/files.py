"""Messages about files: what was read, what is wrong, what became of it; and the plan's logo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from bot.domain.messages import FileEnd, FilePart, Parts
from bot.planfile.keys import GOALS, MEASURES, POSTS, READINGS, SECTIONS
from bot.planfile.nodes import Problem
from bot.planfile.shape import NotGiven, PlanFile
from bot.views.kit import ids
from bot.views.kit.blocks import Block, Content, actions, beside, button, clip, context, fit, section, select, units
from bot.views.kit.texts import channel_link, count, inline, titled
from bot.views.planfile.file_differences import (
    WHY_NOT,
    Otherwise,
    Stays,
    difference,
    doubt,
    label,
    listed,
    stays,
    value,
)

# The errors of one message. Slack's limit for a text is 3,000; the difference is room for the words around them.
ERRORS_SIZE = 2600
# At most this many messages: a person who has fixed those errors can drop the file again.
ERROR_MESSAGES = 6
OPTIONS = 100


# ---------------------------------------------------------------- counts and people


def counts_of(file: PlanFile) -> dict[str, int]:
    """Return how many things a file holds, by section."""
    counts = {name: len(file.of(name)) for name in SECTIONS} | {MEASURES.name: len(file.measures)}
    return {name: number for name, number in counts.items() if number}


def counted(counts: Mapping[str, int]) -> str:
    """Say how many of what: "3 goals, 4 numbers and 1 vision"; "nothing" for none."""
    told, below_goals = [], (MEASURES, READINGS)
    order = [one for section in SECTIONS.values() for one in (section, *(below_goals if section is GOALS else ()))]
    for kind in order:
        name = kind.name
        if number := counts.get(name, 0):
            told.append(_many(number, kind.noun, kind.nouns))
    if len(told) < 2:
        return told[0] if told else "nothing"
    return f"{', '.join(told[:-1])} and {told[-1]}"


def _many(number: int, noun: str, nouns: str) -> str:
    if noun == nouns:  # evidence, positioning: not counted
        return nouns if number == 1 else f"{number} pieces of {nouns}"
    return count(number, noun, nouns)


def odd_line(one: NotGiven) -> str:
    """Say for a place that stays empty whom the file names, and why they can't have it: plain text."""
    if one.place == "lead":
        return f"{one.who} should lead it, but {WHY_NOT[one.why]}."
    left = "is vacant" if one.place == "holder" else "has no backup"
    return f"{one.role} {left}: the file names {one.who}, but {WHY_NOT[one.why]}."


def pack(odd: Sequence[NotGiven]) -> Parts:
    """Write places that stay empty as a fact of a message."""
    return [asdict(one) for one in odd]


def unpack(odd: Parts) -> tuple[NotGiven, ...]:
    """Read what `pack` wrote."""
    return tuple(NotGiven(**one) for one in odd)


# ---------------------------------------------------------------- what is wrong


def error_pages(problems: Sequence[Problem]) -> list[list[str]]:
    """Return everything that is wrong with a file, a line each, as pages of one message each.

    If there are too many pages, the last one counts what is left out.
    """
    pages, page = list[list[str]](), list[str]()
    shown = 0
    for problem in problems:
        said = problem.said()
        if page and units("\n".join(_bullet(one) for one in [*page, said])) > ERRORS_SIZE:
            pages.append(page)
            page = []
            if len(pages) == ERROR_MESSAGES:
                break
        page.append(said)
        shown += 1
    if page:
        pages.append(page)
    if left := len(problems) - shown:
        pages[-1].append(f"… and {left:,} more")
    return pages


def _bullet(line: str) -> str:
    return f"• {clip(inline(line), 700)}"


def errors(
    filename: str, lines: Sequence[str], many: int, *, first: bool, last: bool, stopped: bool = False
) -> Content:
    """Say what is wrong with a file, one page of it: what, where, and what would work.

    `stopped` where reading ended at the last of them, so that there may be more.
    """
    said = [_bullet(line) for line in lines]
    if first:
        verb = "is" if many == 1 else "are"
        head = f"I cannot take *{titled(filename)}* over yet: there {verb} {count(many, 'thing', 'things')} to mend."
        if stopped:
            head = f"I can't use *{titled(filename)}* yet. I show only the first {many} mistakes."
        said = [f"{head} Nothing was changed.", *said]
    if last:
        said.append("Mend the file, and drop it here again.")
    text = "\n".join(said)
    return fit(Content(text, (section(text),)))


# ---------------------------------------------------------------- what is offered


@dataclass(frozen=True)
class Offered:
    """What a file holds, and what can be done with it.

    added, changed  how many, by section; an offer to set up has only `added`
    places          channels, or plans, to choose from: (our id, name)
    end             what became of it, by `who`
    vacant          how many roles are vacant in the new plan, and who does their work, "" for the reader
    over            how many of its recurring posts have ended, and the day of the last one
    otherwise       how it differs from the existing plan
    why             what kept it from being set up, as a sentence
    imported        our id of the import, for Undo, 0 for nothing
    adopted         settings and people that `adopter` took over from the file
    """

    id: int
    part: FilePart | None
    name: str
    filename: str
    added: Mapping[str, int]
    changed: Mapping[str, int]
    odd: Sequence[NotGiven] = ()
    places: Sequence[tuple[int, str]] = ()
    end: FileEnd = ""
    who: str = ""
    channel: str = ""
    vacant: tuple[int, str] = (0, "")
    over: tuple[int, str] = (0, "")
    otherwise: Otherwise = field(default_factory=Otherwise)
    adopted: Sequence[Stays] = ()
    adopter: str = ""
    why: str = ""
    imported: int = 0


def offer(of: Offered) -> Content:
    """Say what was read in a file, and offer what can be done with it; later, say what became of it."""
    if of.part == "logo":
        return _logo(of)
    head, rows = f"I read *{titled(of.name)}*", list[Block]()
    read, who = f"{head}:\n• {counted(of.added)}", titled(of.who)
    if of.part == "take_over":
        read = f"{head}. It would change this plan:\n{_both(of)}"
    ref = ids.Ref("incoming", of.id).encode()
    not_now = button("Not now", ids.FILE_NOT_NOW, ref)
    if of.end == "failed":
        read = f"I couldn't set up *{titled(of.name)}*, and nothing of it was kept. {of.why}\n{read}"
    match of.part, of.end:
        case _, "building":
            text = f"{who} set this going: I'm making *{titled(of.name)}* the plan of {channel_link(of.channel)}. "
            text += "I'll say here when it's ready."
        case _, "set_up":
            where = channel_link(of.channel)
            text = f"*{titled(of.name)}* is set up in {where}. {who} did that.\n• {counted(of.added)}{_vacant(of)}"
            if of.imported:
                undo = ids.Ref("import", of.imported).encode()
                rows = [actions(button("Undo set-up", ids.FILE_SET_UP_UNDO, undo))]
        case _, "undone":
            text = f"{who} took the set-up of *{titled(of.name)}* back. Drop the file again whenever you like."
        case _, "taken_over":
            text = f"*{titled(of.name)}* was taken over by {who}:\n{_both(of)}\n`/beat history` shows each change."
        case _, "adopted":
            text = head
        case _, "not_now":
            text = f"{read}\nNot now, says {who}. Drop the file again whenever you like."
        case _, "too_old":
            text = f"{read}\nThat was a while ago, and I have let go of the file. Drop it again, please."
        case "set_up", _:
            text = f"{read}{_over(of)}\nShall I set it up in this channel?"
            fewer = [button("Set up without", ids.FILE_SET_UP_CURRENT, ref)] if of.over[0] else []
            rows = [actions(button("Set it up here", ids.FILE_SET_UP, ref, "primary"), *fewer, not_now)]
        case "take_over", _:
            text = f"{read}\nNothing is removed, whoever has a role keeps it, and the plan's own settings stay."
            rows = [actions(*_take_over(of, ref), not_now)]
        case "stays", _:
            text, rows = f"{head}. It says a few things otherwise, and I leave those as they are.", [actions(not_now)]
        case "nothing_new", _:
            text = f"{head}. This plan says all of it already, so there is nothing to take over."
        case _:
            text, rows = _choose(of, f"{read}{_over(of)}", not_now)
    told = "\n".join(f"• {clip(inline(odd_line(one)), 500)}" for one in of.odd if of.end in _SAYS_ODD)
    more = [section(told), context("Those places stay vacant. `/beat role` gives them to somebody.")] if told else []
    further = _further(of) if of.part in ("take_over", "stays") and of.end != "not_now" else []
    if of.otherwise.can_be_adopted and not of.end and further:
        rows = [*rows, actions(button("Change these too", ids.FILE_SETTINGS, ref))]
    blocks = (section(text), *more, *[section(one) for one in further], *rows)
    return fit(Content("\n".join(filter(None, (text, told, *further))), blocks))


def ask_who(named: Sequence[tuple[int, str]], left: int) -> Content:
    """Ask who does what in a new plan: vacant roles, by our id and title, and how many more there are."""
    number = len(named) + left
    head = f"*Who does what?* {count(number, 'role has', 'roles have')} no owner yet."
    rows = [beside(f"• {titled(title)}", _choose_owner(role_id, title)) for role_id, title in named]
    more = [context(f"… and {left:,} more: `/beat roles`")] if left else []
    text = "\n".join([head, *(f"• {titled(title)}" for _, title in named)])
    return fit(Content(text, (section(head), *rows, *more)))


def _choose_owner(role_id: int, title: str) -> Block:
    alone = {"accessibility_label": clip(f"Choose the owner of {title}", 75)}
    return button("Choose…", ids.EDIT_ROLE, ids.Ref("role", role_id).encode()) | alone


def _take_over(of: Offered, ref: str) -> list[Block]:
    """Return the buttons that apply a file: one for each answer, where there is something to answer."""
    if not of.otherwise.asked:
        return [button("Take it over", ids.FILE_TAKE_OVER, ref, "primary")]
    found = [button("Add as new", ids.FILE_ADD, ref)]
    if any(one.could_be for one in of.otherwise.asked):
        found.append(button("Change existing", ids.FILE_CHANGE, ref))
    return [*found, button("Leave out", ids.FILE_TAKE_OVER, ref)] if of.added or of.changed else found


def _further(of: Offered) -> list[str]:
    """Say what differs, what is unclear, and what stays as it is, each as a separate text."""
    told, done = of.otherwise, of.end == "taken_over"
    unclear = "*Left out, since I can't tell what they are:*" if done else "*I can't tell what these are:*"
    if not done and told.asked and (of.added or of.changed):
        unclear = "*I can't tell what these are.* The rest is taken over whichever you press."
    stay = "*These stay as they are.* To change them too, drop the file again." if done else "*These stay as they are:*"
    whose = f"*Changed by {titled(of.adopter)}:*"
    parts = (
        ("" if done else listed("*What changes:*", [difference(one) for one in told.differences])),
        listed(unclear, [doubt(one) for one in told.doubts]),
        listed(stay, [stays(one) for one in told.stays]),
        listed(whose, [f"{label(one)}: {value(one.now)} → {value(one.said)}" for one in of.adopted]),
    )
    return [one for one in parts if one]


def _over(of: Offered) -> str:
    """Say how many of a file's recurring posts have ended: dropping last year's file is a common slip."""
    number, last = of.over
    if not number:
        return ""
    if number == of.added.get(POSTS.name):
        return f"\nAll of its regular posts are over: the last one was on {last}. Is it last year's file?"
    way = "Drop the file in its channel to leave those out." if of.part == "choose" else ""
    return f"\n{over(number, last)}. {way}".rstrip()


def over(number: int, last: str) -> str:
    """Say how many recurring posts have ended: "2 regular posts are over, the last one on 2025-05-13"."""
    return f"{count(number, 'regular post is', 'regular posts are')} over, the last one on {last}"


def _vacant(of: Offered) -> str:
    number, to = of.vacant
    if not number:
        return ""
    have, them = ("role has", "it") if number == 1 else ("roles have", "them")
    whose = "its work comes" if number == 1 else "their work comes"
    giver = (
        f"Until somebody gets {them}, {whose} to {titled(to)}"
        if to
        else f"Until you give {them} to somebody, {whose} to you"
    )
    return f"\n{number:,} {have} nobody yet. {giver}: `/beat roles`"


_SAYS_ODD: tuple[FileEnd, ...] = ("", "set_up", "taken_over")


def _both(of: Offered) -> str:
    return f"• new: {counted(of.added)}\n• changed: {counted(of.changed)}"


def _choose(of: Offered, read: str, not_now: Block) -> tuple[str, list[Block]]:
    if not of.places:
        text = (
            f"{read}\nA plan lives in a channel. I see no channel without one that both of us are in. "
            "Invite me to one with `/invite`, and drop the file there."
        )
        return text, []
    text = f"{read}\nIn which channel is it to live? For one that has a plan already, drop the file there."
    return text, [actions(select("Choose a channel…", ids.FILE_SET_UP_IN, _options(of)), not_now)]


def _options(of: Offered) -> list[tuple[str, str]]:
    ref = ids.Ref("incoming", of.id)
    return [(name, ids.choice(ref, place)) for place, name in of.places[:OPTIONS]]


def _logo(of: Offered) -> Content:
    ref = ids.Ref("incoming", of.id)
    rows: list[Block] = []
    if of.end == "logo":
        text = f"That is the logo of *{titled(of.name)}* now: it stands on the first page of the written plan."
        rows = [actions(*[button("Take it off", ids.LOGO_OFF, ids.choice(ref, place)) for place, _ in of.places[:1]])]
    elif of.end == "not_now":
        text = f"*{titled(of.filename)}*: not now. Drop it again whenever you like."
    else:
        text = f"Is *{titled(of.filename)}* the logo? It would stand on the first page of the written plan."
        not_now = button("Not now", ids.FILE_NOT_NOW, ref.encode())
        if len(of.places) == 1:
            text = (
                f"Is *{titled(of.filename)}* the logo of *{titled(of.places[0][1])}*? It would stand on its first page."
            )
            use = button("Use it as the plan's logo", ids.LOGO_USE, ids.choice(ref, of.places[0][0]), "primary")
            rows = [actions(use, not_now)]
        else:
            rows = [actions(select("Use it as the logo of…", ids.LOGO_USE, _options(of)), not_now)]
    return fit(Content(text, (section(text), *rows)))
