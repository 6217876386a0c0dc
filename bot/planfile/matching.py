"""Which thing of a plan an entry of a file is: by its name, then by what else it says. Never by its place in a list.

Calendars are full of equal titles, so entries of one name are compared by everything they say. Where people alone can
tell, nothing is guessed: the entry is unclear, with what it could be.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from bot.planfile.keys import MEASURES, SECTIONS, Section
from bot.planfile.shape import Names, PlanFile, Thing, folded

# Keys that say who does the work, or what came of it: neither tells two things apart.
_NOT_COMPARED = frozenset({"person", "people", "readings"})
_RULE = ("every", "weekdays", "month_days", "nth")
Facts = Mapping[str, Hashable]
Score = Callable[[int, int], int | None]


@dataclass(frozen=True)
class Entry:
    """One thing of a file as it is compared with others of its name.

    facts  what it says, by key: references by the name of what they mean, texts whatever their case
    tells  those of them that tell it from others of its name; what is not said is None
    """

    id: str
    name: str
    facts: Facts
    tells: Facts

    @property
    def refers(self) -> tuple[Hashable, ...]:
        """Return which things it says that it is for: its platform, its goal, and the like."""
        return tuple(value for value in self.tells.values() if isinstance(value, str | None))


@dataclass(frozen=True)
class Match:
    """What an entry is: the plan's thing at `place`, or a new one.

    could_be  where only people can tell: the places of what it may be a change of
    best      the one of those that fits it alone, if any
    """

    place: int | None = None
    could_be: tuple[int, ...] = ()
    best: int | None = None


class Looked:
    """A file that was looked at for its entries. References are looked up in the file itself."""

    def __init__(self, file: PlanFile) -> None:
        called = {section.concept: (section, file.of(name)) for name, section in SECTIONS.items()}
        called["measure"] = (MEASURES, file.measures)
        self.names = {
            of: Names([(thing.id, section.name_of(thing)) for thing in things])
            for of, (section, things) in called.items()
        }
        self._called = {of: [section.name_of(one) for one in things] for of, (section, things) in called.items()}
        self._file = file

    def entry(self, section: Section, thing: Thing) -> Entry:
        """Return a thing of the file as it is compared."""
        facts: dict[str, Hashable] = {}
        for key in section.keys:
            value = thing.values.get(key.name)
            if value is None or key.kind in _NOT_COMPARED or key.name == section.identity:
                continue
            if key.kind == "one":
                facts[key.name] = self._meant(key.of, str(value))
            elif key.kind == "many":
                facts[key.name] = frozenset(self._meant(key.of, one) for one in thing.texts(key.name))
            elif isinstance(value, tuple):
                facts[key.name] = frozenset(value)
            else:
                facts[key.name] = folded(value) if isinstance(value, str) else value
        if thing.measures:
            facts["measures"] = frozenset(folded(one.text("name")) for one in thing.measures)
        return Entry(thing.id, folded(section.name_of(thing)), facts, _tells(section, facts))

    def _meant(self, of: str, said: str) -> str:
        found = self.names[of].find(said)
        return folded(self._called[of][found[0]]) if found else folded(said)

    def referred(self, of: str) -> frozenset[int]:
        """Return the places of those things of a kind to which others in the file refer."""
        found: set[int] = set()
        for section, things in ((MEASURES, self._file.measures), *((s, self._file.of(n)) for n, s in SECTIONS.items())):
            for key in (one for one in section.keys if one.of == of):
                for thing in things:
                    said = thing.texts(key.name) if key.kind == "many" else (thing.text(key.name),)
                    found.update(place for one in said if one for place in self.names[of].find(one))
        return frozenset(found)


def _tells(section: Section, facts: Facts) -> Facts:
    if section.concept == "slot":
        return {"platform": facts.get("platform"), "days": _days(facts)}
    told = (one for one in section.keys if one.kind == "date" or (one.kind == "one" and one.of != "role"))
    return {key.name: facts.get(key.name) for key in told if key.name != section.identity}


def _days(facts: Facts) -> Hashable:
    """Return on which days a regular post falls: the one day of what comes once, else what it counts in."""
    starts = facts.get("starts")
    if starts is not None and starts == facts.get("ends"):
        return ("once", starts)
    return tuple(facts.get(name) for name in _RULE)


def is_once(entry: Entry) -> bool:
    """Tell whether an entry is a post of one day."""
    days = entry.tells.get("days")
    return isinstance(days, tuple) and days[0] == "once"


# ---------------------------------------------------------------- matching


def matches(
    theirs: Sequence[Entry], ours: Sequence[Entry], over: AbstractSet[int], referred: AbstractSet[int]
) -> list[Match]:
    """Return what each entry of a file is, of all things of its kind in the plan.

    over      places of the plan's things whose time has passed: nobody moves those to another day
    referred  places of the file's entries to which others refer: of twins it matters then which is which
    """
    found = [Match() for _ in theirs]
    places: dict[str, list[int]] = {}
    for place, entry in enumerate(ours):
        places.setdefault(entry.name, []).append(place)
    rows: dict[str, list[int]] = {}
    for row, entry in enumerate(theirs):
        rows.setdefault(entry.name, []).append(row)
    for name, some in rows.items():
        group = _Group(theirs, ours, some, places.get(name, []), over, referred)
        for row, match in group.matched().items():
            found[row] = match
    return found


class _Group:
    """The entries of one name, and the plan's things of that name. Each step takes out what it has settled."""

    def __init__(
        self,
        theirs: Sequence[Entry],
        ours: Sequence[Entry],
        rows: Iterable[int],
        places: Iterable[int],
        over: AbstractSet[int],
        referred: AbstractSet[int],
    ) -> None:
        self._theirs, self._ours, self._over, self._referred = theirs, ours, over, referred
        self._rows, self._places = list(rows), list(places)
        self._every = tuple(self._rows), tuple(self._places)
        self._found: dict[int, Match] = {}

    def matched(self) -> dict[int, Match]:
        if len(self._rows) == len(self._places) == 1 and not self._is_moved(self._rows[0], self._places[0]):
            return {self._rows[0]: Match(self._places[0])}
        self._twins(with_id=True)
        self._twins(with_id=False)
        for tells in list(dict.fromkeys(self._tells(row) for row in self._rows)):
            self._of_one_kind(tells)
        for row, place in self._alone_where_they_are():
            if row in self._rows and place in self._places and not self._is_moved(row, place):
                self._settle(row, Match(place))
        self._rest()
        return self._found

    def _tells(self, row: int) -> tuple[Hashable, ...]:
        return tuple(self._theirs[row].tells.values())

    def _settle(self, row: int, match: Match) -> None:
        self._found[row] = match
        self._rows.remove(row)
        if match.place is not None:
            self._places.remove(match.place)

    def _is_moved(self, row: int, place: int) -> bool:
        """Tell whether a post of one day is on another one: it may have moved, or be the next of its name."""
        mine, other = self._theirs[row], self._ours[place]
        return is_once(mine) and is_once(other) and mine.tells["days"] != other.tells["days"]

    # ------------------------------------------------------------ the same in everything

    def _twins(self, *, with_id: bool) -> None:
        """Settle entries that say exactly what the plan says.

        Of several alike any will do, unless something refers to one of them.
        """
        for row in list(self._rows):
            mine = self._theirs[row]
            same = [place for place in self._places if self._ours[place].facts == mine.facts]
            if with_id:
                same = [place for place in same if mine.id and self._ours[place].id == mine.id]
            alike = [other for other in self._rows if self._theirs[other].facts == mine.facts]
            if same and (len(same) == len(alike) == 1 or with_id or not self._referred & set(alike)):
                self._settle(row, Match(same[0]))

    # ------------------------------------------------------------ the same platform, the same days

    def _of_one_kind(self, tells: tuple[Hashable, ...]) -> None:
        rows = [row for row in self._rows if self._tells(row) == tells]
        places = [place for place in self._places if tuple(self._ours[place].tells.values()) == tells]
        least = 0 if any(value is not None for value in tells) else 1

        def score(row: int, place: int) -> int | None:
            agreed = self._agreed(row, place)
            return agreed if agreed >= least else None

        pairs, tied = _best_of_each_other(rows, places, score)
        for row, place in pairs.items():
            self._settle(row, Match(place))
        for row, some in tied.items():
            self._leave_if_silent(row, some)
        for row, some in tied.items():
            left = tuple(place for place in some if place in self._places)
            if row in self._rows and left:
                self._settle(row, Match(None, left))
        # What one of these rows may be is not offered to another one.
        kept = {place for row in tied for place in self._found.get(row, Match()).could_be}
        self._places = [place for place in self._places if place not in kept]

    # ------------------------------------------------------------ the only one of its name on a platform

    def _alone_where_they_are(self) -> list[tuple[int, int]]:
        """Return (row, place) of those that are alone in the file, and in the plan, with what they refer to."""
        rows, places = self._every
        here = [(self._theirs[row].refers, row) for row in rows]
        there = [(self._ours[place].refers, place) for place in places]
        found = []
        for refers, row in here:
            same = [place for other, place in there if other == refers]
            if len(same) == 1 and sum(other == refers for other, _ in here) == 1:
                found.append((row, same[0]))
        return found

    # ------------------------------------------------------------ what is left

    def _rest(self) -> None:
        """Settle what has no counterpart on the same platform and days: it is new, or only people can tell."""

        def score(row: int, place: int) -> int | None:
            return self._agreed(row, place) if self._may_be(row, place) else None

        for row in list(self._rows):
            self._leave_if_silent(row, [one for one in self._places if self._may_be(row, one)])
        pairs, _ = _best_of_each_other(self._rows, self._places, score)
        for row in list(self._rows):
            some = tuple(place for place in self._places if self._may_be(row, place))
            self._settle(row, Match(None, some, pairs.get(row)) if some else Match())

    def _may_be(self, row: int, place: int) -> bool:
        mine, other = self._theirs[row].tells, self._ours[place].tells
        said = [name for name, value in mine.items() if value is not None and other.get(name) is not None]
        against = [name for name in said if mine[name] != other[name]]
        if place in self._over and "days" in against:
            return False
        return len(against) < 2 or len(against) < len(said)

    def _leave_if_silent(self, row: int, places: Iterable[int]) -> None:
        """Settle a row that says nothing else than what it may be says: there is nothing that people could be asked."""
        silent = [place for place in places if place in self._places and not self._contradicts(row, place)]
        if silent and (len(silent) == 1 or row not in self._referred):
            self._settle(row, Match(silent[0]))

    def _contradicts(self, row: int, place: int) -> bool:
        facts = self._ours[place].facts
        return any(facts.get(name) != value for name, value in self._theirs[row].facts.items())

    def _agreed(self, row: int, place: int) -> int:
        facts = self._ours[place].facts
        return sum(facts.get(name) == value for name, value in self._theirs[row].facts.items())


def _best_of_each_other(
    rows: Iterable[int], places: Iterable[int], score: Score
) -> tuple[dict[int, int], dict[int, list[int]]]:
    """Pair rows and places that are each other's single best, again and again, as those drop out.

    Returns the pairs; and each row that is left with several places of which none is the single best.
    """
    scores: dict[int, dict[int, int]] = {}
    left = list(places)
    for row in rows:
        found = {place: one for place in left if (one := score(row, place)) is not None}
        if found:
            scores[row] = found
    pairs: dict[int, int] = {}
    while True:
        by_place: dict[int, dict[int, int]] = {}
        for row, some in scores.items():
            for place, one in some.items():
                by_place.setdefault(place, {})[row] = one
        new: dict[int, int] = {}
        for row, some in scores.items():
            best = _single_best(some)
            if best is not None and _single_best(by_place[best]) == row:
                new[row] = best
        if not new:
            return pairs, {row: _best(some) for row, some in scores.items() if some}
        pairs |= new
        taken = set(new.values())
        scores = {
            row: {place: one for place, one in some.items() if place not in taken}
            for row, some in scores.items()
            if row not in new
        }


def _best(scores: Mapping[int, int]) -> list[int]:
    most = max(scores.values())
    return [one for one, score in scores.items() if score == most]


def _single_best(scores: Mapping[int, int]) -> int | None:
    best = _best(scores) if scores else []
    return best[0] if len(best) == 1 else None
