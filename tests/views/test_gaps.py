"""What a plan lacks, in words: every possible gap has a question, an example, a line, a reason and a button."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.gaps import Gap, GapThing
from bot.schema.missing.lacks import LACKS
from bot.views.kit import ids
from bot.views.questions import gaps
from tests.golden.files import Golden
from tests.views.samples import HOSTILE

THINGS: dict[str, GapThing] = {
    "goal": "goal",
    "measure": "measure",
    "role": "role",
    "slot": "slot",
    "platform": "platform",
    "audience": "audience",
}


def _cases() -> list[Gap]:
    found = []
    for key, lack in LACKS.items():
        concept, _, field = key.partition(":")[0].partition(".")
        thing = THINGS.get(concept, "part") if field else lack.by
        found.append(Gap(lack.kind, thing, 12, "Baker's news", concept, field, within=5, place=lack.place))
    return found


CASES = _cases()
# Things of which a plan has only one aren't named, nor is the plan itself.
NAMELESS = ("positioning", "protocol", "signing", "maturity")


@pytest.mark.parametrize("gap", CASES, ids=lambda gap: gap.key)
def test_a_gap_is_asked_for_with_an_example_and_a_reason(gap: Gap) -> None:
    asked, example = gaps.question(gap)
    assert "?" in asked
    assert example
    assert gaps.line(gap).endswith((".", "?"))
    assert gaps.why(gap).startswith("It is needed for ")
    assert len(gaps.why(gap)) > 25
    for words in (asked, gaps.line(gap), gaps.why(gap)):
        assert "{}" not in words
        assert "None" not in words


@pytest.mark.parametrize(
    "gap", [gap for gap in CASES if gap.thing != "strategy" and gap.concept not in NAMELESS], ids=lambda gap: gap.key
)
def test_a_gap_names_what_it_is_about(gap: Gap) -> None:
    assert "“Baker's news”" in gaps.question(gap)[0]
    assert "“Baker's news”" in gaps.line(gap)


def test_gaps_are_asked_for_in_the_same_words_and_the_same_order_as_ever(golden: Golden) -> None:
    vacant = next(gap for gap in CASES if gap.what == "role.holder")
    every = [*CASES, replace(vacant, kind="rest")]  # nobody works in that role
    said = [
        (gap.kind, gap.key, *gaps.question(gap), gaps.line(gap), gaps.why(gap), *(gaps.mend(gap, 3) or ()))
        for gap in sorted(every, key=lambda gap: gap.rank)
    ]
    rated = replace(next(gap for gap in CASES if gap.what == "measure.baseline"), rated=True)
    said.append(("rated", rated.key, *gaps.question(rated)))
    golden.holds("gaps.txt", "".join(" | ".join(line) + "\n" for line in said))


def test_the_name_is_woven_into_the_tables_question() -> None:
    gap = Gap("rest", "platform", 12, "Instagram", "platform", "hours")
    assert gaps.question(gap) == ("How many hours a week does the team have for “Instagram”?", "4")
    assert gaps.line(gap) == "“Instagram” has no hours yet."
    assert gaps.why(gap) == "It is needed for not taking on more than you can carry."


@pytest.mark.parametrize("gap", CASES, ids=lambda gap: gap.key)
def test_a_gap_has_a_button_that_mends_it(gap: Gap) -> None:
    mending = gaps.mend(gap, 3)
    assert mending is not None
    label, action, value = mending
    assert label
    assert action in vars(ids).values()
    assert ids.Ref.decode(value) is not None or ids.read_choice(value) is not None


@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
def test_a_name_stays_a_name_and_short(text: str) -> None:
    words = gaps.line(Gap("rest", "platform", 12, text, "platform", "hours"))
    assert "<" not in words
    assert "\n" not in words
    assert len(words) < 900
