"""Forms: what is unchanged stays, what is typed is read as in conversation, what somebody else changed is not lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversations.machine import begin
from bot.domain.when import Rule
from bot.forms.concept_forms import edit_form
from bot.forms.edit_forms import goal_form, mine_form, plan_form, role_form, slot_form
from bot.forms.forms import Field, Form, overtaken, print_of, prints_of, read_all, redrawn
from bot.forms.new_forms import FORMS, filled, new_form
from bot.schema.table import CONCEPTS, OWN
from tests.conversations.played import OFFICE
from tests.examples import examples
from tests.views.form_samples import CONTEXT, MINE, choosing, goal_values, plan_values, role_values, slot_values

GOAL = goal_form(goal_values(), choosing(), can_end=True)
SLOT = slot_form(slot_values(), choosing(), can_end=True)
FORMS_THERE = {
    "goal": GOAL,
    "goal_with_many_numbers": goal_form(goal_values(measures=5), choosing(), can_end=True),
    "goal_with_typed_roles": goal_form(goal_values(), choosing(many=200), can_end=True),
    "slot": SLOT,
    "slot_with_typed_roles": slot_form(slot_values(), choosing(many=200), can_end=True),
    "role": role_form(role_values(), choosing(), can_end=True),
    "plan": plan_form(plan_values(), choosing()),
    "mine": mine_form(MINE, "Europe/Berlin", CONTEXT),
}


def shown(form: Form) -> dict[str, str]:
    """Return what stands in a form as it opens."""
    return {one.name: one.shown for one in form.fields}


@pytest.mark.parametrize("name", FORMS_THERE)
def test_a_form_sent_as_it_was_opened_changes_nothing(name: str) -> None:
    form = FORMS_THERE[name]
    assert read_all(form, shown(form)) == ({}, {})


@pytest.mark.parametrize("name", ["goal", "slot", "plan", "mine"])
def test_what_a_form_shows_would_be_read_as_the_same(name: str) -> None:
    """Typed anew, letter by letter, a value is the value: nobody is punished for touching a field."""
    form = FORMS_THERE[name]
    touched = Form(form.title, tuple(replace(one, shown="?") for one in form.fields))
    values, wrong = read_all(touched, {field: text for field, text in shown(form).items() if text})
    before = {"goal": goal_values(), "slot": slot_values(), "plan": plan_values(), "mine": MINE}[name]
    assert wrong == {}
    for key, value in values.items():
        if key not in ("rule", "lead"):  # a rule's first day is that of its reading; people are told by Slack's id
            assert value == before[key], key


@pytest.mark.parametrize(
    ("field", "typed", "gives"),
    [
        ("target.1", "1.2k", {"target.1": "1200"}),
        ("target.1", "1,500 followers", {"target.1": "1500"}),
        ("target.1", "+20 %", {"target.1": "768"}),
        ("target.1", "+360", {"target.1": "1000"}),
        ("baseline.1", "", {"baseline.1": None}),
        ("baseline.1", "0.5", {"baseline.1": "0.5"}),
        ("unit.1", "", {"unit.1": ""}),
        ("due", "2027-03-31", {"due": "2027-03-31", "due.1": "2027-03-31"}),
        ("measurer.1", "5", {"measurer.1": 5}),
        ("direction.1", "down", {"direction.1": "down"}),
    ],
)
def test_a_goals_field_is_read(field: str, typed: str, gives: dict[str, object]) -> None:
    assert read_all(GOAL, {field: typed}) == (gives, {})


@pytest.mark.parametrize(
    ("typed", "wall", "weekdays"),
    [
        ("every Tuesday at 16:00", "16:00:00", [1]),
        ("Tuesday", "10:00:00", [1]),
        ("at noon", "12:00:00", [0, 3]),
        ("Mon-Fri 8:30", "08:30:00", [0, 1, 2, 3, 4]),
    ],
)
def test_a_schedule_is_completed_by_what_is_there(typed: str, wall: str, weekdays: list[int]) -> None:
    """ "At noon" keeps the days, "Tuesday" keeps the time."""
    values, wrong = read_all(SLOT, {"when": typed})
    assert wrong == {}
    rule = values["rule"]
    assert isinstance(rule, dict)
    assert values["wall"] == wall
    assert rule["weekdays"] == weekdays


@pytest.mark.parametrize(
    ("form", "field", "typed", "words"),
    [
        ("goal", "statement", "  ", "I need this one to go on."),
        ("goal", "target.1", "lots", "For example:"),
        ("goal", "due", "2026-03-30", "is not ahead of us. A goal needs some time."),
        ("goal", "measurer.1", "99", "That is none of the choices."),
        ("goal_with_typed_roles", "measurer.1", "Zorro", "is none of these"),
        ("slot", "when", "mon 9 and 16", "Those are several times"),
        ("slot", "when", "whenever", "For example: Mon and Thu 9:00"),
        ("slot", "when", "on 1 March 2026 at 9", "For example:"),
        ("slot", "zone", "Xanadu", "I know no time zone called “Xanadu”."),
        ("slot", "kind", "shout", "is none of these"),
        ("plan", "zone", "GMT+2", "Europe/Athens (UTC+2"),
        ("plan", "zone", "Mumbai", "Asia/Kolkata"),
        ("plan", "working_days", "9", "That is none of the choices."),
        ("mine", "digest_at", "25:00", "is no time of day"),
    ],
)
def test_what_cannot_be_taken_is_said_in_words(form: str, field: str, typed: str, words: str) -> None:
    values, wrong = read_all(FORMS_THERE[form], {field: typed})
    assert values == {}
    assert list(wrong) == [field]
    assert words in wrong[field]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Mon and Thu 9:00 except holidays", "I can't put “except holidays” into a schedule yet."),
        ("Mon and Thu 9:00 in odd weeks", "“in odd weeks”"),
        ("Mondays at 9 in December", "every Monday at 09:00"),
        ("every 2nd weekday at 9", "“every 2nd weekday”"),
        ("Mondays at 9 with care", "“with care”"),
    ],
)
def test_a_limit_in_a_schedule_is_asked_about_beside_its_field(typed: str, said: str) -> None:
    values, wrong = read_all(SLOT, {"when": typed})
    assert "rule" not in values
    assert said in wrong["when"]


@pytest.mark.parametrize(
    "rule",
    [
        Rule(every="week", interval=2, weekdays=(0,), start=date(2025, 1, 6)),
        Rule(every="week", weekdays=(0,), start=date(2027, 1, 5), until=date(2027, 3, 26)),
        Rule(every="month", interval=12, month_days=(5,), start=date(2025, 5, 5)),
        Rule(every="week", interval=2, weekdays=(5, 6), start=date(2025, 1, 4)),
    ],
)
def test_a_new_time_keeps_the_beginning_the_end_and_the_weeks_that_count(rule: Rule) -> None:
    form = slot_form({**slot_values(), "rule": rule.model_dump(mode="json")}, choosing(), can_end=True)
    typed = shown(form)["when"].replace("10:00", "16:30")
    assert typed != shown(form)["when"]
    values, wrong = read_all(form, {"when": typed})
    assert wrong == {}
    assert values["wall"] == "16:30:00"
    after, years = Rule.model_validate(values["rule"]), (CONTEXT.now.date(), date(2029, 12, 31))
    assert list(after.dates(*years)) == list(rule.dates(*years))


def test_with_more_roles_than_a_menu_holds_one_types_the_name() -> None:
    form = FORMS_THERE["slot_with_typed_roles"]
    assert next(one.kind for one in form.fields if one.name == "role") == "text"
    assert read_all(form, {"role": "Role 150"}) == ({"role": 154}, {})
    assert read_all(form, {"goal": "no goal yet"}) == ({"goal": None}, {})


@pytest.mark.parametrize("name", FORMS_THERE)
@examples(60)
@given(text=st.text(max_size=400))
def test_no_text_is_too_strange_for_any_field(name: str, text: str) -> None:
    form = FORMS_THERE[name]
    values, wrong = read_all(form, dict.fromkeys(shown(form), text))
    assert all(words and len(words) < 1200 for words in wrong.values())
    assert isinstance(values, dict)


# ---------------------------------------------------------------- overtaken


def test_an_overtaken_form_shows_the_new_values_and_keeps_the_typed_ones() -> None:
    opened = prints_of(GOAL)
    now = goal_form({**goal_values(), "unit.1": "fans", "target.1": "1100"}, choosing(), can_end=True)
    typed = {**shown(GOAL), "target.1": "1500"}
    changed = overtaken(now, opened)
    assert [one.name for one in changed] == ["unit.1", "target.1"]
    again = redrawn(now, typed, opened, changed)
    assert "Unit (fans) and Which number shows that you got there? (1,100)" in again.note
    standing = shown(again)
    assert standing["unit.1"] == "fans"
    assert standing["target.1"] == "1500"
    assert read_all(now, standing) == ({"target.1": "1500"}, {})
    assert overtaken(now, prints_of(now)) == []


def test_a_form_that_nobody_else_changed_is_not_overtaken() -> None:
    assert overtaken(GOAL, prints_of(GOAL)) == []
    assert overtaken(GOAL, {"gone.9": print_of("x")}) == []


# ---------------------------------------------------------------- something new


@pytest.mark.parametrize("flow", FORMS)
@examples(60)
@given(text=st.text(max_size=300))
def test_no_text_is_too_strange_for_a_new_form(flow: str, text: str) -> None:
    state, _ = begin(flow, "", CONTEXT)
    result = filled(state, dict.fromkeys(shown(new_form(state, CONTEXT)), text), CONTEXT)
    assert not isinstance(result, dict) or all(result.values())


def test_what_the_conversation_understood_is_kept_by_a_form_that_does_not_touch_it() -> None:
    """ "From 400 to 1,000 by 31 March 2027" fills the form; the two people are all that is missing."""
    state, _ = begin("goal", "from 400 to 1,000 followers by 31 March 2027", CONTEXT)
    form = new_form(state, CONTEXT)
    assert filled(state, shown(form), CONTEXT) == {
        "measurer": "Who reads the number? I will ask them for it before each review. For example: me, or @Ana",
        "reviewer": "And who judges it: who says what the number means for the plan? For example: me, or @Ben",
    }
    result = filled(state, {**shown(form), "measurer": "me", "reviewer": "me"}, CONTEXT)
    assert not isinstance(result, dict)
    assert result.model_dump(mode="json")["baseline"] == "400"


@pytest.mark.parametrize("flow", sorted(FORMS))
def test_a_new_form_saves_with_what_its_lists_stood_at(flow: str) -> None:
    """Nobody chooses what is chosen already: only the empty fields are filled in."""
    state, _ = begin(flow, "", CONTEXT)
    form = new_form(state, CONTEXT)
    typed = {one.name: one.shown for one in form.fields}
    typed |= {
        name: wrote
        for name, wrote in {
            "goal": "Grow our following",
            "target": "1,000 Instagram followers",
            "due": "2027-03-31",
            "measurer": "me",
            "reviewer": "me",
            "title": "Tip of the day",
            "when": "Mon and Thu 9:00",
            "platform": "Instagram",
            "doer": "me",
            "holder": CONTEXT.asker.slack_id,
        }.items()
        if name in typed
    }
    assert not isinstance(filled(state, typed, CONTEXT), dict)


# ---------------------------------------------------------------- what is no answer

NO_ANSWERS = ("idk", "not sure yet", "tbd", "n/a", "hi", "thanks!", "what do you mean?", "can I change it later?")


def typed_fields(form: Form) -> list[Field]:
    return [one for one in form.fields if one.kind in ("text", "long")]


@pytest.mark.parametrize("name", ["goal", "slot", "role", "plan"])
@pytest.mark.parametrize("word", NO_ANSWERS)
def test_no_answer_is_never_saved_over_what_stands_in_a_field(name: str, word: str) -> None:
    for field in typed_fields(FORMS_THERE[name]):
        if field.shown:
            values, wrong = read_all(FORMS_THERE[name], {field.name: word})
            assert values == {}, field.name
            assert field.name in wrong


@pytest.mark.parametrize("word", ["idk", "not sure yet", "tbd", "n/a", "none", "-", "later"])
def test_not_knowing_leaves_an_empty_field_that_may_stay_empty_as_it_is(word: str) -> None:
    for form in (SLOT, FORMS_THERE["role"], *(edit_form(one, {}, OFFICE, can_end=False) for one in CONCEPTS.values())):
        for field in typed_fields(form):
            if field.is_optional and not field.shown:
                assert read_all(form, {field.name: word}) == ({}, {}), field.name


@pytest.mark.parametrize("word", NO_ANSWERS)
@pytest.mark.parametrize("flow", FORMS)
def test_a_new_form_never_saves_what_is_no_answer(flow: str, word: str) -> None:
    state, _ = begin(flow, "", OFFICE)
    form = new_form(state, OFFICE)
    wrong = filled(state, {one.name: word for one in typed_fields(form)}, OFFICE)
    assert isinstance(wrong, dict)
    needed = [one.name for one in typed_fields(form) if not one.is_optional]
    assert set(needed) <= wrong.keys()
    asked = word in ("hi", "thanks!", "what do you mean?", "can I change it later?")
    optional = {one.name for one in typed_fields(form) if one.is_optional}
    assert (optional <= wrong.keys()) is (asked or not optional)


@pytest.mark.parametrize("word", NO_ANSWERS)
def test_a_new_part_never_holds_what_is_no_answer(word: str) -> None:
    for name, concept in OWN.items():
        state, _ = begin(name, "", OFFICE)
        form = new_form(state, OFFICE)
        result = filled(state, {one.name: word for one in typed_fields(form)}, OFFICE)
        needs_text = any(field.required and field.kind in ("line", "text") for field in concept.fields)
        assert isinstance(result, dict) or not needs_text
        held = result.model_dump() if not isinstance(result, dict) else {}
        assert word not in str(held)


def test_what_is_wrong_with_no_answer_is_said_kindly_and_with_an_example() -> None:
    state, _ = begin("goal", "", OFFICE)
    wrong = filled(state, {"goal": "idk", "measurer": "what do you mean?"}, OFFICE)
    assert isinstance(wrong, dict)
    assert wrong["goal"].startswith("No problem")
    assert "For example:" in wrong["goal"]
    assert "For example: me, or @Ana" in wrong["measurer"]


@pytest.mark.parametrize("text", ["How many followers do we need?", "more visitors?"])
def test_a_question_is_no_goal_in_a_form_either(text: str) -> None:
    state, _ = begin("goal", "", OFFICE)
    wrong = filled(state, {"goal": text}, OFFICE)
    assert isinstance(wrong, dict)
    assert "question" in wrong["goal"]
    assert "statement" in read_all(GOAL, {"statement": text})[1]


def test_words_beside_a_name_are_told_of_in_a_form() -> None:
    state, _ = begin("slot", "Tip on Instagram Mon 9:00", OFFICE)
    wrong = filled(state, {"doer": "<@U1> films them"}, OFFICE)
    assert isinstance(wrong, dict)
    assert "“films them”" in wrong["doer"]
    assert "doer" not in (filled(state, {"doer": "just <@U1>", "serves": "11"}, OFFICE) or {})
