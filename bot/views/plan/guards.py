"""What the guards see, in words: what they saw, why it matters, what would settle it. They ask, and never lecture."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType

from bot.domain.plan import Dismissal, Plan
from bot.domain.questions import word_of
from bot.domain.roles import TEXT_LIMIT, Person
from bot.domain.strategies import DecimalMark, Strategy
from bot.domain.warnings import GUARDS, Guard, Warning_, name_of
from bot.views.kit import ids
from bot.views.kit.blocks import Block, Content, actions, button, context, fit, header, modal, section, text_input
from bot.views.kit.paging import turning
from bot.views.kit.texts import brief, count, full_day, name, number, titled
from bot.views.questions import gaps

# At most this many warnings fit into one message, each with its buttons, whatever people typed.
A_PAGE = 5
NAMED = 80
REASON = 120

# A guard's name, where its warning itself is not repeated.
TITLES: Mapping[Guard, str] = MappingProxyType(
    {
        "B1.no_measure": "A goal that no number shows",
        "B1.past": "A day that is over",
        "B1.no_start": "A number with no start",
        "B1.steep": "A target that is hard to reach",
        "B7.aimless": "The cart before the horse",
        "B8.borrowed": "Doing as the neighbour does",
        "B9.hours": "More than the week has",
        "B9.no_evidence": "Being there on a guess",
        "B9.spread": "Being everywhere",
        "C3.assumed": "An assumption about the audience",
        "C3.old": "Evidence that is old",
        "C6.no_answer": "A number that nothing follows from",
        "C6.unused": "A number that nobody acts on",
        "C6.sizes": "Size before quality",
        "C8.basics": "Something new before the basics",
    }
)


def check(seen: Sequence[Warning_], plan: Plan, today: date, page: int, *, can_dismiss: bool) -> Content:
    """List what the guards see, what they can't judge yet, and what was dismissed; five on a page."""
    strategy, people = plan.strategy, _people(plan)
    warnings = [one for one in seen if one.is_known]
    notes = [one for one in seen if not one.is_known]
    entries: list[tuple[str, list[Block]]] = []
    entries += [("", _warning(one, strategy, people, can_dismiss)) for one in warnings]
    entries += [("What I cannot tell yet", [section("\n".join(words(one, strategy, people)))]) for one in notes]
    entries += [("What you live with", _lived_with(one, plan, today, can_dismiss)) for one in plan.dismissed]
    pages = max(1, -(-len(entries) // A_PAGE))
    page = min(max(page, 1), pages)
    opening = _opening(len(warnings), len(plan.dismissed))
    blocks: list[Block] = [header(f"A look at {strategy.name}"), section(opening)]
    title = ""
    for above, entry in entries[(page - 1) * A_PAGE : page * A_PAGE]:
        if above != title:
            blocks.append(section(f"*{above}*"))
            title = above
        blocks += entry
    blocks += turning("check", page, pages, strategy)
    return fit(Content(opening, tuple(blocks), "Type `/beat check` for the rest."))


def _opening(warnings: int, lived_with: int) -> str:
    seen = f"{count(warnings, 'thing', 'things')} to think about." if warnings else "I see nothing to warn of."
    rest = f" You live with {lived_with} more." if lived_with else ""
    return f"{seen}{rest} These are questions: nothing stops because of them."


def _warning(one: Warning_, strategy: Strategy, people: Mapping[int, str], can_dismiss: bool) -> list[Block]:
    saw, *rest = words(one, strategy, people)
    blocks: list[Block] = [section(f"*{saw}*\n" + "\n".join(rest))]
    mending = gaps.mend(one, strategy.id)
    row = [button(*mending)] if mending is not None else []
    if can_dismiss:
        value = ids.choice(ids.Ref("strategy", strategy.id), word_of(one.key))
        row.append(button("Live with it…", ids.GUARD_DISMISS, value))
    return [*blocks, actions(*row)] if row else blocks


def _lived_with(one: Dismissal, plan: Plan, today: date, can_dismiss: bool) -> list[Block]:
    what = next((TITLES[guard] for guard in GUARDS if guard == one.guard), "A warning")
    about = name_of(plan, one.thing, one.thing_id)
    whose = f": {_quoted(about)}" if about else ""
    on = full_day(one.at.astimezone(plan.strategy.hours.zone).date())
    said = f"{what}{whose}\n{name(one.by)}, {on}: {brief(one.reason, REASON, 'in the written strategy')}"
    if not can_dismiss:
        return [section(said)]
    back = button("Warn again", ids.GUARD_UNDISMISS, ids.Ref("dismissal", one.id).encode())
    return [section(said), actions(back)]


def _people(plan: Plan) -> dict[int, str]:
    known: list[Person] = [*plan.leads, *plan.admins]
    known += [holding.person for role in plan.roles for holding in role.holdings]
    return {person.id: name(person) for person in known}


# ---------------------------------------------------------------- dismissing one


def reason_form(warning: Warning_, strategy: Strategy) -> Block:
    """Return the form that asks why a warning is dismissed. Input: ids.DISMISS_REASON."""
    asked = text_input(
        ids.DISMISS_REASON,
        "Why do you live with it?",
        hint="Your reason stands in the written strategy, with your name.",
        example="We try it for one season, and look again in October.",
        lines=True,
        limit=TEXT_LIMIT,
    )
    said = words(warning, strategy, {})
    metadata = ids.choice(ids.Ref("strategy", strategy.id), word_of(warning.key))
    return modal(ids.MODAL_DISMISS, "Live with it", [section("\n".join(said[:2])), asked], "Save", metadata)


def dismissed(warning: Warning_, strategy: Strategy, dismissal_id: int) -> Content:
    """Say that a warning is dismissed, with Undo."""
    text = f"✓ You live with it: {words(warning, strategy, {})[0]}"
    small = "Your reason stands in the written strategy. `/beat check` shows what you live with."
    back = button("Warn again", ids.GUARD_UNDISMISS, ids.Ref("dismissal", dismissal_id).encode())
    return fit(Content(text, (section(text), context(small), actions(back))))


# ---------------------------------------------------------------- the words


def words(warning: Warning_, strategy: Strategy, people: Mapping[int, str]) -> list[str]:
    """Return three sentences: what was seen, why it matters, what would settle it. `people` are names by our ids."""
    told = _Told(warning, strategy.decimal_mark, people)
    return [told.filled(part) for part in _WORDS[warning.guard](warning, told)]


def lines_about(warnings: Sequence[Warning_], strategy: Strategy) -> list[str]:
    """Return a line for each warning about what the reader just saved."""
    return [" ".join(words(one, strategy, {})[:2]) for one in warnings]


class _Told:
    """Writes the facts of a warning in its strategy's format."""

    def __init__(self, warning: Warning_, mark: DecimalMark, people: Mapping[int, str]) -> None:
        self._warning, self._mark = warning, mark
        self._owner = next((people[one] for one in warning.asked if one in people), "")

    def filled(self, text: str) -> str:
        """Put the thing's name into a sentence."""
        return text.replace("{}", _quoted(self._warning.about))

    def fact(self, name: str) -> str:
        """Return a fact in words."""
        value = self._warning.facts.get(name, "")
        if isinstance(value, date):
            return full_day(value)
        if isinstance(value, Decimal):
            return number(value, self._mark)
        return f"{value:,}" if isinstance(value, int) else titled(value)

    def pace(self, name: str) -> str:
        """Return a growth per week, rounded to what people can picture."""
        value = self._warning.facts.get(name)
        return number(_rounded(value), self._mark) if isinstance(value, Decimal) else ""

    @property
    def whose(self) -> str:
        """Return whose question it is, if known: "; the question is Ben's"."""
        return f" The question is {self._owner}’s." if self._owner else ""


def _quoted(text: str) -> str:
    return f"“{brief(text, NAMED, 'are left out')}”" if text else "this plan"


def _rounded(value: Decimal) -> Decimal:
    """Round to what people can picture: whole from ten on, else two digits."""
    step = Decimal(1) if abs(value) >= 10 else Decimal("0.01")
    return value.quantize(step, ROUND_HALF_UP)


_Three = tuple[str, str, str]
_Worded = Callable[[Warning_, _Told], _Three]


def _same(saw: str, matters: str, settles: str) -> _Worded:
    return lambda warning, told: (saw, matters, settles)


def _past(warning: Warning_, told: _Told) -> _Three:
    return (
        f"{{}} was to be reached by {told.fact('due')}, and is not.",
        "A date that is over asks nothing of anybody any more.",
        "A new date would settle it, or giving the goal up.",
    )


def _steep(warning: Warning_, told: _Told) -> _Three:
    if not warning.is_known:
        so_far = count(int(str(warning.facts.get("numbers", 0))), "number", "numbers")
        return (
            f"{{}} has {so_far} so far: I cannot tell yet whether its target can be reached.",
            "It takes three numbers to see a pace.",
            "Nothing has to be done: the next numbers settle it.",
        )
    unit = told.fact("unit")
    needed = " ".join(filter(None, (told.pace("needed"), unit)))
    best = warning.facts.get("best")
    pace = f"the best lately was {told.pace('best')}" if isinstance(best, Decimal) and best > 0 else "it stands still"
    return (
        f"{{}} needs {needed} a week until {told.fact('due')}, and {pace}.",
        "A target that is out of reach is given up on quietly.",
        "A later date would settle it, a nearer target, or a new way to get there.",
    )


def _borrowed(warning: Warning_, told: _Told) -> _Three:
    lacks = [
        words
        for fact, words in (("goal", "goal of yours that it serves"), ("twist", "twist of your own"))
        if warning.facts.get(fact)
    ]
    return (
        f"{{}} was seen at a competitor, and has no {' and no '.join(lacks)}.",
        "What works for others works for their goals and their people.",
        f"It would be settled by a {' and a '.join(lacks)}.",
    )


def _hours(warning: Warning_, told: _Told) -> _Three:
    if not warning.is_known:
        return (
            f"The platforms take {told.fact('planned')} hours a week, and no role says how many it has.",
            "So I cannot tell whether the plan fits into people's weeks.",
            "Hours for each role would settle it.",
        )
    return (
        f"The platforms take {told.fact('planned')} hours a week, and the roles have {told.fact('hours')}.",
        "What does not fit into people's weeks is left undone, without anybody deciding it.",
        "Fewer hours would settle it, a parked platform, or more hours for a role.",
    )


def _spread(warning: Warning_, told: _Told) -> _Three:
    platforms = count(int(str(warning.facts.get("platforms", 0))), "platform is", "platforms are")
    people = count(int(str(warning.facts.get("people", 0))), "person has", "people have")
    return (
        f"{platforms} primary, and {people} a role.",
        "A platform that is one of many goes quiet first.",
        "Make some of them secondary, or give roles to more people.",
    )


def _evidence(saw: str, matters: str) -> _Worded:
    def worded(warning: Warning_, told: _Told) -> _Three:
        return saw, matters, f"A survey, a count or a talk would settle it: `/beat evidence`.{told.whose}"

    return worded


def _assumed(warning: Warning_, told: _Told) -> _Three:
    is_audience = warning.thing == "audience"
    where = "Where one can meet {}" if is_audience else "That your audience is on {}"
    saw = f"{where} is an assumption so far."
    return _evidence(saw, "An assumption that turns out wrong costs hours.")(warning, told)


def _old(warning: Warning_, told: _Told) -> _Three:
    return (
        f"{{}} is from {told.fact('seen_on')}, more than a year ago.",
        "People move on, and platforms change.",
        f"A newer look would settle it: `/beat evidence`.{told.whose}",
    )


def _unused(warning: Warning_, told: _Told) -> _Three:
    since = told.fact("since")
    never = f"{{}} is read since {since}, and no decision ever referred to it."
    return (
        never if warning.facts.get("never") else f"No decision has referred to {{}} since {since}.",
        "Reading it takes time, and nothing seems to follow from it.",
        "Retire it, or say in the next review what it decides.",
    )


def _sizes(warning: Warning_, told: _Told) -> _Three:
    several = warning.facts.get("numbers") != 1
    return (
        "All numbers count sizes that are to grow." if several else "The only number counts a size that is to grow.",
        "A crowd that does not care is easy to get, and worth little.",
        "One rating, one share, or one yes or no about quality would settle it.",
    )


def _basics(warning: Warning_, told: _Told) -> _Three:
    quiet = told.fact("platform")
    return (
        f"{{}} is new, while {quiet} did {told.fact('done')} of {told.fact('planned')} in the last four weeks.",
        "Something new takes hours from what is not kept up already.",
        f"Catch up on {quiet} first, plan less there, or say why this comes first.",
    )


_WORDS: Mapping[Guard, _Worded] = MappingProxyType(
    {
        "B1.no_measure": _same(
            "{} has no number that shows it.",
            "Without one nobody can tell whether it is reached.",
            "A number with a target would settle it, or a rating.",
        ),
        "B1.past": _past,
        "B1.no_start": _same(
            "{} has no number to start from.",
            "Without a start nobody sees how far it has come.",
            "The number as it stands today would settle it.",
        ),
        "B1.steep": _steep,
        "B7.aimless": _same(
            "{} has no goal behind it.",
            "That is the cart before the horse: nobody can tell what the work is good for.",
            "Name the goal that it serves, or leave it out.",
        ),
        "B8.borrowed": _borrowed,
        "B9.hours": _hours,
        "B9.no_evidence": _evidence(
            "{} is primary, and nothing shows that your audience is there.",
            "Most of the work would go where nobody may be listening.",
        ),
        "B9.spread": _spread,
        "C3.assumed": _assumed,
        "C3.old": _old,
        "C6.no_answer": _same(
            "Nothing says what you would do if {} went wrong.",
            "A number that changes nothing is not worth reading.",
            "One sentence on what you would do then would settle it.",
        ),
        "C6.unused": _unused,
        "C6.sizes": _sizes,
        "C8.basics": _basics,
    }
)
