"""A file compared with a plan that is there: which entry is which thing, and what the file says otherwise.

Nothing is changed here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import ValidationError

from bot.domain.plan import Plan
from bot.domain.strategies import Strategy
from bot.domain.when import week_of
from bot.planfile.keys import GOALS, IDEAS, MEASURES, POSTS, SECTIONS, Key, Section
from bot.planfile.making import Beside, file_of, ids_of
from bot.planfile.matching import Looked, Match, matches
from bot.planfile.meaning import as_sentence, bare, is_over, readings_of, rule_of
from bot.planfile.shape import PlanFile, Thing, folded
from bot.planfile.writing import in_short
from bot.views.planfile.file_differences import Difference, Doubt, beside_the_plan, needs_left_out

# What becomes of an entry of which only people can tell what it is.
Doubtful = Literal["leave", "new", "change"]
_RULE = frozenset({"every", "interval", "weekdays", "month_days", "nth", "starts", "ends", "week_start"})
_PEOPLE = frozenset({"person", "people", "readings", "measures"})
# A reference to something that is not in the plan yet, or that is left out.
_NOT_YET, _LEFT_OUT = -1, -2


@dataclass(frozen=True)
class Wanted:
    """A thing of the plan of which a file says something otherwise: our id, its row in the file, and which keys."""

    id: int
    row: int
    keys: tuple[str, ...]


class Comparison:
    """Knows, for each entry of a file, the plan's thing that it is; and everything that the file says otherwise.

    ids       by concept, our id of each entry, None for what is to be added
    left_out  (concept, row) of what is left alone
    """

    def __init__(
        self, plan: Plan, beside: Beside, used: Sequence[str], file: PlanFile, today: date, doubtful: Doubtful
    ) -> None:
        self.file, self.plan, self.here = file, plan, file_of(plan, beside)
        self._strategy, self._our_ids = plan.strategy, ids_of(plan, beside)
        self._theirs, self._ours = Looked(file), Looked(self.here)
        self._slots = {slot.id: slot for slot in plan.slots}
        self._measures = {measure.id: measure for measure in plan.measures}
        self._today, self._doubtful = today, doubtful
        self.ids: dict[str, list[int | None]] = {}
        self.left_out: set[tuple[str, int]] = set()
        self.doubts: list[Doubt] = []
        for section in SECTIONS.values():
            self._match(section)
        self._match_measures()
        self._leave_used_ideas(used)
        self._leave_what_hangs_on_it()

    # ------------------------------------------------------------ which is which

    def _match(self, section: Section) -> None:
        theirs, ours = self.file.of(section.name), self.here.of(section.name)
        if section.single:
            ids = self._our_ids[section.concept]
            self.ids[section.concept] = [ids[0] if ids else None for _ in theirs]
            return
        over = {place for place, one in enumerate(ours) if section is POSTS and is_over(one, self._today)}
        found = matches(
            [self._theirs.entry(section, one) for one in theirs],
            [self._ours.entry(section, one) for one in ours],
            over,
            self._theirs.referred(section.concept),
        )
        ids = self._our_ids[section.concept]
        self.ids[section.concept] = [
            self._settled(section, row, f"{section.name}[{row}]", match, theirs[row], list(zip(ids, ours, strict=True)))
            for row, match in enumerate(found)
        ]

    def _settled(
        self, section: Section, row: int, place: str, match: Match, thing: Thing, ours: Sequence[tuple[int, Thing]]
    ) -> int | None:
        """Return our id of what an entry is. What only people can tell goes as they said, and is written down.

        `row` is that among all entries of its kind; `ours` are those things of the plan, with our ids, that it may be.
        """
        if not match.could_be:
            return ours[match.place][0] if match.place is not None else None
        if self._doubtful == "change" and match.best is not None:
            return ours[match.best][0]
        if self._doubtful != "new":
            best = "" if match.best is None else described(section, ours[match.best][1])
            tells = tuple(self._theirs.entry(section, thing).tells) or (section.keys[0].name,)
            self.doubts.append(Doubt(place, described(section, thing), best, len(match.could_be), tells))
            self.left_out.add((section.concept, row))
        return None

    def _match_measures(self) -> None:
        """Match the numbers of each goal that is there; those of a new goal are new."""
        found = self.ids["measure"] = []
        referred = self._theirs.referred("measure")
        every = list(zip(self._our_ids["measure"], self.here.measures, strict=True))
        for number, goal in enumerate(self.file.of(GOALS.name)):
            first, goal_id = len(found), self.ids["goal"][number]
            ours = [(one, thing) for one, thing in every if self._measures[one].goal_id == goal_id]
            met = matches(
                [self._theirs.entry(MEASURES, one) for one in goal.measures],
                [self._ours.entry(MEASURES, one) for _, one in ours],
                frozenset(),
                {row - first for row in referred},
            )
            for row, match in enumerate(met):
                place = f"goals[{number}].measures[{row}]"
                found.append(self._settled(MEASURES, first + row, place, match, goal.measures[row], ours))
            if ("goal", number) in self.left_out:
                self.left_out |= {("measure", row) for row in range(first, len(found))}

    def _leave_used_ideas(self, used: Sequence[str]) -> None:
        """An idea of which a post was made is in the plan, though it is an idea no more."""
        titles = {folded(title) for title in used}
        for row, thing in enumerate(self.file.of(IDEAS.name)):
            if self.ids["idea"][row] is None and folded(thing.text("title")) in titles:
                self.left_out.add(("idea", row))

    def _leave_what_hangs_on_it(self) -> None:
        """Leave out what is new and needs something that is left out, and what would contradict what the plan says."""
        for concept, section, row, thing, place in self._entries():
            if (concept, row) in self.left_out:
                continue
            problem = self._problem(section, thing, self.ids[concept][row])
            if problem:
                self.left_out.add((concept, row))
                self.doubts.append(Doubt(place, described(section, thing), problem=problem))

    def _problem(self, section: Section, thing: Thing, our_id: int | None) -> str:
        missing = (key for key in section.keys if key.required and key.of and key.name in thing.values)
        for key in missing:
            if our_id is None and self._meant(key.of, thing.text(key.name)) == _LEFT_OUT:
                return needs_left_out(thing.text(key.name))
        if our_id is None or section.model is None:
            return ""
        whole = Thing({**self._our_thing(section, our_id).values, **thing.values})
        try:
            section.model.model_validate(bare(section, whole))
        except ValidationError as error:
            words = as_sentence(error.errors()[0]["msg"].removeprefix("Value error, "))
            return beside_the_plan(words)
        return ""

    def _entries(self) -> Iterator[tuple[str, Section, int, Thing, str]]:
        """Yield every entry of the file: concept, section, row among its kind, the entry, and its place."""
        for name, section in SECTIONS.items():
            for row, thing in enumerate(self.file.of(name)):
                yield section.concept, section, row, thing, name if section.single else f"{name}[{row}]"
        row = 0
        for number, goal in enumerate(self.file.of(GOALS.name)):
            for place, measure in enumerate(goal.measures):
                yield "measure", MEASURES, row, measure, f"goals[{number}].measures[{place}]"
                row += 1

    # ------------------------------------------------------------ what is new, what differs

    def added(self) -> dict[str, int]:
        """Count what is to be added, by section."""
        counts: dict[str, int] = {}
        for concept, section, row, *_ in self._entries():
            if self.ids[concept][row] is None and (concept, row) not in self.left_out:
                counts[section.name] = counts.get(section.name, 0) + 1
        return counts

    def wanted(self) -> dict[str, list[Wanted]]:
        """List, by concept, the things of the plan of which the file says something otherwise."""
        found: dict[str, list[Wanted]] = {}
        for concept, section, row, thing, _ in self._entries():
            our_id = self.ids[concept][row]
            if our_id is None or (concept, row) in self.left_out:
                continue
            if keys := tuple(self._differing(section, thing, our_id)):
                found.setdefault(concept, []).append(Wanted(our_id, row, keys))
        return found

    def differences(self, wanted: Mapping[str, Sequence[Wanted]]) -> list[Difference]:
        """Say what the file says otherwise, in the words of the file."""
        found: list[Difference] = []
        for concept, section, row, thing, _ in self._entries():
            for one in (one for one in wanted.get(concept, ()) if one.row == row):
                ours = self._our_thing(section, one.id)
                alone = sum(folded(section.name_of(o)) == folded(section.name_of(ours)) for o in self._kind(section))
                title = section.name_of(ours) if alone < 2 else described(section, ours)
                for key in (key for key in section.keys if key.name in one.keys):
                    before, after = (in_short(key, of.values.get(key.name)) for of in (ours, thing))
                    if before != after:
                        found.append(Difference(title, key.name, before, after))
        return found + [
            Difference(f"{self._measures[measure_id].name}, {week.isoformat()}", "", f"{before:f}", f"{after:f}")
            for measure_id, week, before, after in self.readings()
            if before is not None
        ]

    def readings(self) -> list[tuple[int, date, Decimal | None, Decimal]]:
        """List the weekly numbers that the plan does not have, or has otherwise: our id, week, before, after."""
        found = []
        for row, thing in enumerate(self.file.measures):
            measure_id = self.ids["measure"][row]
            if measure_id is None or ("measure", row) in self.left_out:
                continue
            there = {one.week: one.value for one in self._measures[measure_id].readings}
            for week, value in weeks_of(thing, self._strategy):
                if there.get(week) != value:
                    found.append((measure_id, week, there.get(week), value))
        return found

    def _kind(self, section: Section) -> Sequence[Thing]:
        return self.here.measures if section is MEASURES else self.here.of(section.name)

    def _our_thing(self, section: Section, our_id: int) -> Thing:
        return self._kind(section)[self._our_ids[section.concept].index(our_id)]

    def _differing(self, section: Section, thing: Thing, our_id: int) -> Iterator[str]:
        ours = self._our_thing(section, our_id)
        by_rule = _RULE if section is POSTS else frozenset[str]()
        for key in section.keys:
            value = thing.values.get(key.name)
            if value is None or key.kind in _PEOPLE or key.name in by_rule:
                continue
            if not self._same(key, value, ours.values.get(key.name)):
                yield key.name
        if section is POSTS:
            rule = self._slots[our_id].rule
            if rule_of(thing, rule.start, self._strategy.week_start) != rule:
                yield from by_rule

    def _same(self, key: Key, said: object, now: object) -> bool:
        """Tell whether two values of a key say the same: several in any order, references by what they mean."""
        if key.kind == "one":
            return self._meant(key.of, str(said)) in (_LEFT_OUT, self._our_meant(key.of, now))
        if key.kind == "many" and isinstance(said, tuple):
            meant = {self._meant(key.of, str(one)) for one in said} - {_LEFT_OUT}
            return meant == {self._our_meant(key.of, one) for one in (now if isinstance(now, tuple) else ())}
        if isinstance(said, tuple) and isinstance(now, tuple):
            return sorted(map(str, said)) == sorted(map(str, now))
        return said == now

    def _meant(self, of: str, said: str) -> int:
        """Return our id of what a reference in the file means."""
        found = self._theirs.names[of].find(said)
        if not found:
            return _NOT_YET
        if (of, found[0]) in self.left_out:
            return _LEFT_OUT
        one = self.ids[of][found[0]]
        return _NOT_YET if one is None else one

    def _our_meant(self, of: str, said: object) -> int | None:
        found = self._ours.names[of].find(str(said)) if said else []
        return self._our_ids[of][found[0]] if found else None


def weeks_of(measure: Thing, strategy: Strategy) -> list[tuple[date, Decimal]]:
    """Return a measure's readings by the first day of their weeks, as a plan counts them."""
    return [(week_of(week, strategy.week_start), value) for week, value in readings_of(measure)]


def described(section: Section, thing: Thing) -> str:
    """Call a thing by its name and by what tells it from others of that name."""
    name = section.name_of(thing)
    if section is POSTS:
        once = thing.values.get("starts") == thing.values.get("ends")
        days = ("starts",) if once and "starts" in thing.values else ("every", "weekdays", "month_days", "nth")
        keys = [section.key(one) for one in ("platform", *days, "at")]
    else:
        keys = [one for one in section.keys if one.kind == "date" or (one.kind == "one" and one.of != "role")]
    told = [in_short(key, thing.values.get(key.name)) for key in keys if key is not None and key.name in thing.values]
    return f"{name} ({', '.join(told)})" if told else name
