"""A file's text → a PlanFile, or its first fifty errors, each with its line, its place and an example that would do."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from pydantic import ValidationError

from bot.domain.roles import TITLE_LIMIT
from bot.domain.when import EARLIEST, week_of
from bot.planfile.keys import MEASURES, ONE_OF_A_NAME, PLAN, REFERRED, SECTIONS, Key, Section
from bot.planfile.meaning import as_sentence, bare, items_of, noun_of, readings_of, rule_of, week_start
from bot.planfile.nodes import Keyed, Mistakes, Node, Problem, Scalar, Several, WrongFile, nodes_of
from bot.planfile.shape import (
    ID,
    MOST_READINGS,
    MOST_THINGS,
    VERSION,
    Names,
    PlanFile,
    Somebody,
    Thing,
    Value,
    folded,
    tidy,
)
from bot.planfile.values import (
    SINGLE,
    Wrong,
    nearest,
    read_choice,
    read_date,
    read_month_day,
    read_nth,
    read_number,
    read_somebody,
    read_weekday,
    shown,
)
from bot.schema.shape import LIST_LIMIT

T = TypeVar("T")
HEAD = "drumbeat"
# Looking for the name that was meant takes time; whoever corrects these knows what the others are about.
MOST_SUGGESTIONS = 10


@dataclass(frozen=True)
class _Reference:
    """What a thing says of another one, to be looked up once all are known."""

    of: str
    said: str
    line: int
    path: str


def read(data: bytes) -> PlanFile:
    """Read a strategy file. Raises WrongFile with what is wrong with it, as far as it was read."""
    node, mistakes = nodes_of(data)
    file = _Reading(mistakes).file(node)
    if mistakes.found or file is None:
        raise WrongFile(*mistakes.found)
    return file


class _Reading:
    def __init__(self, mistakes: Mistakes) -> None:
        self._mistakes = mistakes
        self._suggestions = 0
        self._references: list[_Reference] = []
        # Of each kind that others refer to: (id, name, line, path, of which goal).
        self._named: dict[str, list[tuple[str, str, int, str, str]]] = {of: [] for of in REFERRED}

    def _wrong(self, line: int, path: str, text: str) -> None:
        self._mistakes.add(Problem(line, path, text))

    # ------------------------------------------------------------ the whole

    def file(self, node: Node) -> PlanFile | None:
        if not isinstance(node, Keyed):
            self._wrong(node.line, "", "A plan begins with keys, such as: drumbeat: 1")
            return None
        found = self._pairs(node, "", (HEAD, PLAN.name, *SECTIONS))
        if not self._is_ours(found, node):
            return None
        plan = Thing({})
        if PLAN.name in found:
            plan = self._thing(PLAN, found[PLAN.name][1], PLAN.name) or plan
        else:
            words = "The file says nothing about the plan itself. Add plan: with its name and its zone under it."
            self._wrong(node.line, "", words)
        things = {
            name: self._things(section, found[name][1], name) for name, section in SECTIONS.items() if name in found
        }
        self._look_up()
        self._check_names()
        file = PlanFile(plan, {name: some for name, some in things.items() if some})
        if not self._mistakes.found:
            self._check_weeks(file, found["goals"][1] if "goals" in found else node)
        return file

    def _is_ours(self, found: dict[str, tuple[int, Node]], node: Keyed) -> bool:
        if HEAD not in found:
            words = "The first line of a plan is drumbeat: 1, so that I know how to read it. Add it."
            self._wrong(node.line, HEAD, words)
            return True
        line, value = found[HEAD]
        if not isinstance(value, Scalar) or value.text.strip() != str(VERSION):
            said = shown(value.text) if isinstance(value, Scalar) else "this"
            words = f"I can read files of version {VERSION}, and {said} is another. It has to be drumbeat: {VERSION}"
            self._wrong(line, HEAD, words)
            return False
        return True

    def _pairs(self, node: Keyed, path: str, known: tuple[str, ...]) -> dict[str, tuple[int, Node]]:
        """Return the known keys of a mapping that hold something; others, and those that come twice, are wrong."""
        found: dict[str, tuple[int, Node]] = {}
        first: dict[str, int] = {}
        for name, line, value in node.pairs:
            place = f"{path}.{name}" if path else name
            if name in first:
                self._wrong(
                    line, place, f"{shown(name)} stands here twice: in line {first[name]} too. Keep one of them."
                )
                continue
            first[name] = line
            if name not in known:
                near = difflib.get_close_matches(name.casefold().replace(" ", "_"), known, n=1, cutoff=0.6)
                meant = f" Did you mean {near[0]}?" if near else f" What can stand here: {', '.join(known)}."
                self._wrong(line, path, f"I do not know the key {shown(name)}.{meant}")
            elif not (isinstance(value, Scalar) and value.is_nothing):
                found[name] = (line, value)
        return found

    # ------------------------------------------------------------ things

    def _things(self, section: Section, node: Node, path: str) -> tuple[Thing, ...]:
        if section.single:
            one = self._thing(section, node, path)
            return (one,) if one else ()
        if not isinstance(node, Several):
            words = f"I need a list here: each of the {section.nouns} begins with a dash and a space."
            self._wrong(node.line, path, words)
            return ()
        if len(node.items) > MOST_THINGS:
            words = f"Those are {len(node.items)} {section.nouns}. There is room for {MOST_THINGS}."
            self._wrong(node.line, path, words)
            return ()
        every = [self._thing(section, one, f"{path}[{place}]") for place, one in enumerate(node.items)]
        return tuple(one for one in every if one is not None)

    def _thing(self, section: Section, node: Node, path: str, goal: str = "") -> Thing | None:
        if not isinstance(node, Keyed):
            first = section.keys[0]
            self._wrong(node.line, path, f"I need keys with values here, such as {first.name}: {first.example}")
            return None
        can_have_id = section.concept in REFERRED
        names = tuple(key.name for key in section.keys)
        found = self._pairs(node, path, (*names, "id") if can_have_id else names)
        values: dict[str, Value] = {}
        measures: tuple[Thing, ...] = ()
        for key in section.keys:
            place = f"{path}.{key.name}"
            if key.name not in found:
                if key.required:
                    words = f"{key.name} is missing. Add {key.name}: {key.example}"
                    self._wrong(node.line, place, words)
                continue
            _, value = found[key.name]
            if key.kind == "measures":
                of = found.get("statement")
                named = of[1].text if of and isinstance(of[1], Scalar) else path
                measures = self._measures(value, place, named)
                continue
            read = self._value(key, value, place)
            if read is not None:
                values[key.name] = read
            elif key.required and not self._has_problem(place):
                self._wrong(value.line, place, f"{key.name} is empty. Write something like {key.name}: {key.example}")
        id_ = self._id(found["id"][1], path) if "id" in found else ""
        thing = Thing(values, id_, measures)
        if can_have_id:
            self._named[section.concept].append((id_, section.name_of(thing), node.line, path, goal))
        self._check_whole(section, thing, node.line, path)
        return thing

    def _has_problem(self, place: str) -> bool:
        return any(problem.path.startswith(place) for problem in self._mistakes.found)

    def _measures(self, node: Node, path: str, goal: str) -> tuple[Thing, ...]:
        if not isinstance(node, Several):
            self._wrong(
                node.line, path, "I need a list here: each number begins with a dash, such as - name: Followers"
            )
            return ()
        if len(node.items) > MOST_THINGS:
            self._wrong(node.line, path, f"Those are {len(node.items)} numbers. There is room for {MOST_THINGS}.")
            return ()
        every = [self._thing(MEASURES, one, f"{path}[{place}]", goal) for place, one in enumerate(node.items)]
        return tuple(one for one in every if one is not None)

    def _id(self, node: Node, path: str) -> str:
        if isinstance(node, Scalar) and ID.fullmatch(node.text):
            return node.text
        words = "An id is short: small letters, digits and dashes, such as second-blog."
        self._wrong(node.line, f"{path}.id", words)
        return ""

    def _check_whole(self, section: Section, thing: Thing, line: int, path: str) -> None:
        """Check what no single value tells: an end before a beginning, a vision of four sentences."""
        if any(problem.path == path or problem.path.startswith(f"{path}.") for problem in self._mistakes.found):
            return
        try:
            if section.model is not None:
                section.model.model_validate(bare(section, thing))
            if section.concept == "slot":
                rule_of(thing, EARLIEST, 0)
        except ValidationError as error:
            for one in error.errors():
                place = ".".join([path, *map(str, one["loc"][:1])])
                self._wrong(line, place, as_sentence(one["msg"].removeprefix("Value error, ")))

    # ------------------------------------------------------------ values

    def _value(self, key: Key, node: Node, path: str) -> Value | None:
        """Read one value; None where it is empty or wrong."""
        match key.kind:
            case "list":
                texts = self._each(key, node, path, lambda one: tidy(one.text, lines=False), LIST_LIMIT)
                for text in texts:
                    if len(text) > TITLE_LIMIT:
                        words = (
                            f"{shown(text)} is {len(text):,} characters long. There is room for {TITLE_LIMIT} in each."
                        )
                        self._wrong(node.line, path, words)
                return tuple(text for text in texts if text) or None
            case "several":
                return tuple(dict.fromkeys(self._each(key, node, path, lambda one: read_choice(key, one)))) or None
            case "many":
                return (
                    tuple(dict.fromkeys(self._each(key, node, path, lambda one: self._refer(key, one, path)))) or None
                )
            case "weekdays":
                return tuple(sorted(set(self._each(key, node, path, read_weekday)))) or None
            case "month_days":
                return tuple(self._each(key, node, path, read_month_day)) or None
            case "nth":
                return tuple(self._each(key, node, path, read_nth)) or None
            case "people":
                people = [self._person(key, one, path) for one in self._items(node, path, MOST_THINGS)]
                return tuple(one for one in people if one is not None) or None
            case "person":
                return self._person(key, node, path)
            case "readings":
                return self._readings(key, node, path)
        if not isinstance(node, Scalar):
            self._wrong(node.line, path, f"I need a single value here, such as {key.name}: {key.example}")
            return None
        if key.kind == "one":
            return self._refer(key, node, path) or None
        try:
            value = SINGLE[key.kind](key, node)
        except Wrong as wrong:
            self._wrong(node.line, path, str(wrong))
            return None
        return None if value == "" else value

    def _each(self, key: Key, node: Node, path: str, reader: Callable[[Scalar], T], most: int = MOST_THINGS) -> list[T]:
        """Read each of several values; a single one needs no list."""
        found: list[T] = []
        for one in self._items(node, path, most):
            if not isinstance(one, Scalar):
                self._wrong(one.line, path, f"I need single values in this list, such as {key.example}")
                continue
            try:
                found.append(reader(one))
            except Wrong as wrong:
                self._wrong(one.line, path, str(wrong))
        return found

    def _items(self, node: Node, path: str, most: int) -> tuple[Node, ...]:
        """Return the nodes of a list, none where those are too many."""
        items = items_of(node)
        if len(items) <= most:
            return items
        self._wrong(node.line, path, f"Those are {len(items)}. There is room for {most}.")
        return ()

    def _refer(self, key: Key, node: Scalar, path: str) -> str:
        said = tidy(node.text, lines=False)
        if said:
            self._references.append(_Reference(key.of, said, node.line, path))
        return said

    def _person(self, key: Key, node: Node, path: str) -> Somebody | None:
        if isinstance(node, Keyed):
            found = self._pairs(node, path, ("id", "name"))
            texts = {name: one.text.strip() for name, (_, one) in found.items() if isinstance(one, Scalar)}
            if texts and len(texts) == len(found) and all(len(text) <= 200 for text in texts.values()):
                return Somebody(texts.get("id", ""), tidy(texts.get("name", ""), lines=False))
        elif isinstance(node, Scalar):
            try:
                return read_somebody(node)
            except Wrong:
                pass
        words = f"I need a person here: {key.name}: U012AB3CD, or both: {{id: U012AB3CD, name: Ana}}"
        self._wrong(node.line, path, words)
        return None

    def _readings(self, key: Key, node: Node, path: str) -> Value | None:
        if not isinstance(node, Keyed) or len(node.pairs) > MOST_READINGS:
            self._wrong(node.line, path, f"I need up to {MOST_READINGS} numbers by week here, such as 2026-03-02: 412")
            return None
        found: dict[date, Decimal] = {}
        for name, line, value in node.pairs:
            place = f"{path}.{name}"
            try:
                week = read_date(name)
                if week in found:
                    raise Wrong("This week stands here twice. Keep one of them.")
                if not isinstance(value, Scalar):
                    raise Wrong("I need a number here, such as 412.")
                found[week] = read_number(key, value)
            except Wrong as wrong:
                self._wrong(line, place, str(wrong))
        return tuple(sorted(found.items())) or None

    # ------------------------------------------------------------ names

    def _look_up(self) -> None:
        names = {of: Names([(id_, name) for id_, name, *_ in some]) for of, some in self._named.items()}
        for one in self._references:
            found = names[one.of].find(one.said)
            if len(found) > 1 and one.of in ONE_OF_A_NAME:
                continue  # that there are two of them is said where they stand
            if len(found) > 1:
                lines = ", ".join(str(self._named[one.of][place][2]) for place in found)
                words = (
                    f"{shown(one.said)} could be any of those in lines {lines}. Give them an id, and name that here."
                )
                self._wrong(one.line, one.path, words)
            elif not found:
                self._wrong(one.line, one.path, self._dangling(one))

    def _dangling(self, one: _Reference) -> str:
        called = [name for _, name, *_ in self._named[one.of] if name] + [i for i, *_ in self._named[one.of] if i]
        where, noun = REFERRED[one.of], noun_of(one.of)
        words = f"There is no {noun} called {shown(one.said)} in this file."
        self._suggestions += 1
        near = nearest(one.said, called) if self._suggestions <= MOST_SUGGESTIONS else ""
        if near:
            return words + near
        if called:
            return f"{words} One that there is: {shown(called[0])}."
        return f"{words} Add it under {where}, or take this out."

    def _check_names(self) -> None:
        for of, some in self._named.items():
            ids: dict[str, int] = {}
            names: dict[tuple[str, str], tuple[str, int]] = {}
            for id_, name, line, path, goal in some:
                if id_ and id_ in ids:
                    self._wrong(
                        line, f"{path}.id", f"The id {shown(id_)} stands in line {ids[id_]} too. Choose another."
                    )
                ids.setdefault(id_, line)
                if not name:
                    continue
                known = names.get((goal, folded(name)))
                if known is None:
                    names[goal, folded(name)] = (id_, line)
                    continue
                if of in ONE_OF_A_NAME:
                    there = f"There is a {noun_of(of)} called {shown(name)} in line {known[1]} already."
                    words = f"{there} Choose another name."
                    self._wrong(line, path, words)
                elif not id_ and not known[0]:
                    words = (
                        f"{shown(name)} stands in line {known[1]} too. Take one out, or give them an id each: id: other"
                    )
                    self._wrong(line, path, words)

    def _check_weeks(self, file: PlanFile, node: Node) -> None:
        """Two numbers cannot be of one week, as the plan counts its weeks."""
        start = week_start(file)
        for place, goal in enumerate(file.of("goals")):
            for number, measure in enumerate(goal.measures):
                weeks = [week_of(week, start) for week, _ in readings_of(measure)]
                if len(set(weeks)) < len(weeks):
                    path = f"goals[{place}].measures[{number}].readings"
                    words = "Two of these days are in one week, and a week has one number. Take one of them out."
                    self._wrong(node.line, path, words)
