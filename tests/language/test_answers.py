"""What the table can't show: echoes, the kept parts of an incomplete answer, choices, and text as it was meant."""

from datetime import date, time
from decimal import Decimal

import pytest

from bot.domain.when import Rule
from bot.language.answers import Choice, Locale, Unclear, Understood, clean_text, plain, quoted, read_choice, with_names
from bot.language.clock import read_time
from bot.language.dates import read_date
from bot.language.numbers import say_number
from bot.language.phrases import read_goal, read_slot
from bot.language.platform_names import read_platform_or_text
from bot.language.schedules import Planned, Schedule, read_schedule
from bot.language.targets import Target, say_target

TODAY = date(2026, 11, 18)
HERE = Locale("dmy", ".")


def schedule(text: str) -> Schedule:
    answer = read_schedule(text, TODAY, HERE)
    assert isinstance(answer, Understood)
    return answer.value


# ---------------------------------------------------------------- echoes


def test_a_date_is_echoed_with_its_weekday() -> None:
    answer = read_date("end of Q1", TODAY, HERE)
    assert isinstance(answer, Understood)
    assert answer.echo == "Wednesday 31 March 2027"


def test_a_date_in_the_past_is_refused_with_its_next_time() -> None:
    assert read_date("1 November 2026", TODAY, HERE) == Unclear(
        "Sunday 1 November 2026 is in the past.", "1 November 2027"
    )


def test_the_29th_of_february_in_the_past_comes_again_in_a_leap_year() -> None:
    answer = read_date("29 Feb 2024", TODAY, HERE)
    assert isinstance(answer, Unclear)
    assert answer.example == "29 February 2028"


def test_nine_beside_four_in_the_afternoon_is_said_to_be_nine_in_the_morning() -> None:
    answer = read_schedule("Mon/Wed 9 and 4pm", TODAY, HERE)
    assert isinstance(answer, Understood)
    assert answer.echo == "every Monday and Wednesday at 09:00 and 16:00 (I read 9 as 09:00)"


def test_a_rule_that_starts_later_says_so() -> None:
    answer = read_schedule("every Monday at 9 from 12 January", TODAY, HERE)
    assert isinstance(answer, Understood)
    assert answer.echo == "every Monday at 09:00, from Tuesday 12 January 2027"


def test_an_end_before_the_beginning_is_refused() -> None:
    answer = read_schedule("Mon 9:00 from 12 January until 1 December", TODAY, HERE)
    assert isinstance(answer, Unclear)
    assert "before it begins" in answer.problem


def test_a_span_of_hours_is_said_to_be_left_out() -> None:
    answer = read_schedule("Mon 9-11", TODAY, HERE)
    assert isinstance(answer, Understood)
    assert "“09:00-11:00” left out" in answer.echo


def test_numbers_are_written_as_the_plan_writes_them() -> None:
    assert say_number(Decimal("1234567.50"), HERE) == "1,234,567.5"
    assert say_number(Decimal("1234567.50"), Locale("dmy", ",")) == "1.234.567,5"
    assert say_number(Decimal("1E+3"), HERE) == "1,000"


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (Target(Decimal(1000), Decimal(400), unit="followers"), "from 400 to 1,000 followers"),
        (Target(change_percent=Decimal(-10), unit="complaints"), "10% less complaints"),
        (Target(change=Decimal(200), unit="followers"), "200 followers more than now"),
        (Target(Decimal(5), unit="%"), "5%"),
        (Target(Decimal(5000), unit="$"), "$5,000"),
    ],
)
def test_a_target_is_said_in_words(target: Target, said: str) -> None:
    assert say_target(target, HERE) == said


def test_a_change_becomes_a_value_once_the_baseline_is_known() -> None:
    assert Target(change_percent=Decimal(20)).reached_from(Decimal(400)) == 480
    assert Target(change=Decimal(-5)).reached_from(Decimal(20)) == 15
    assert Target(Decimal(9)).reached_from(Decimal(1)) == 9
    with pytest.raises(ValueError, match="needs a change"):
        Target().reached_from(Decimal(1))


# ---------------------------------------------------------------- schedules, complete and not


def test_two_times_on_the_same_days_are_two_regular_times_with_one_rule() -> None:
    found = schedule("Mon/Wed 9 and 4pm")
    rule = Rule(every="week", weekdays=(0, 2), start=TODAY)
    assert found.items == (Planned(rule, time(9)), Planned(rule, time(16)))
    assert found.missing == ()


@pytest.mark.parametrize(
    ("text", "missing"),
    [("Mon", ("time",)), ("9am", ("days",)), ("Mon 9am", ()), ("Mon 9am, Wed", ("time",))],
)
def test_what_is_missing_is_known(text: str, missing: tuple[str, ...]) -> None:
    assert schedule(text).missing == missing


def test_nothing_at_all_lacks_both() -> None:
    assert Schedule(()).missing == ("days", "time")


@pytest.mark.parametrize(
    ("first", "then", "words"),
    [
        ("Mon and Thu", "9 and 4pm", "every Monday and Thursday at 09:00 and 16:00"),
        ("9am", "Mon, Thu", "every Monday and Thursday at 09:00"),
        ("9am", "MWF", "every Monday, Wednesday and Friday at 09:00"),
        ("Mon", "Tue 10:00", "every Tuesday at 10:00"),
        ("Mon 9am, Wed", "10:00", "every Monday at 09:00; every Wednesday at 10:00"),
        ("Mon", "Tue", "every Monday, at a time still to be said"),
    ],
)
def test_the_answer_to_what_is_missing_completes_a_schedule(first: str, then: str, words: str) -> None:
    assert schedule(first).completed_by(schedule(then)).in_words() == words


def test_the_other_week_is_counted_in_the_plans_own_weeks() -> None:
    answer = read_schedule("every other Sun/Tue 9:00", TODAY, Locale("mdy", ".", week_start=6))
    assert isinstance(answer, Understood)
    rule = answer.value.items[0].rule
    assert rule is not None
    assert list(rule.dates(date(2026, 11, 18), date(2026, 12, 10))) == [
        date(2026, 11, 22),
        date(2026, 11, 24),
        date(2026, 12, 6),
        date(2026, 12, 8),
    ]


# ---------------------------------------------------------------- one of several


def test_a_choice_is_read_by_label_number_place_beginning_and_word() -> None:
    options = ("Instagram editor", "Community manager", "Marketing lead")
    for text in ("Community manager", "2", "2.", "#2", "option 2", "the second one", "comm", "manager"):
        answer = read_choice(text, options)
        assert answer == Understood(1, "Community manager"), text
    assert read_choice("last", options) == Understood(2, "Marketing lead")


def test_a_slip_of_the_pen_is_confirmed() -> None:
    assert read_choice("Comunity manger", ("Instagram editor", "Community manager")) == Understood(
        1, "Community manager", confirm=True
    )


def test_a_beginning_that_fits_two_options_asks() -> None:
    answer = read_choice("ma", ("Marketing lead", "Maker", "Editor"))
    assert isinstance(answer, Choice)
    assert answer.options == (("Marketing lead", 0), ("Maker", 1))


def test_a_number_that_is_also_a_label_is_the_label() -> None:
    assert read_choice("2", ("1", "3", "2")) == Understood(2, "2")


@pytest.mark.parametrize("text", ["4", "0", "nothing like it", "", "x" * 10_000])
def test_what_is_no_option_is_unclear(text: str) -> None:
    answer = read_choice(text, ("Instagram editor", "Community manager", "Marketing lead"))
    assert isinstance(answer, Unclear)
    assert answer.example == "Instagram editor"


def test_a_platform_nobody_knows_is_taken_as_typed_and_a_near_one_asked_about() -> None:
    assert read_platform_or_text("Strava club") == Understood("Strava club", "Strava club")
    assert read_platform_or_text("Instagarm") == Choice(
        "Do you mean Instagram?", (("Instagram", "Instagram"), ("Instagarm", "Instagarm"))
    )
    assert isinstance(read_platform_or_text("x" * 61), Unclear)


# ---------------------------------------------------------------- text as it was meant


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("  two   words \n", "two words"),
        ("Tom &amp; Jerry &lt;3", "Tom & Jerry <3"),
        ("&amp;lt;", "&lt;"),
        ("<http://example.com|example.com>", "example.com"),
        ("<https://example.com/a>", "https://example.com/a"),
        ("<https://evil.example|your bank>", "your bank (https://evil.example)"),
        ("<mailto:ana@example.com|ana@example.com>", "ana@example.com"),
        ("<!channel> hello", "@channel hello"),
        ("<!subteam^S1|@editors>", "@editors"),
        ("<!date^1^{date}|yesterday>", "yesterday"),
        ("<@U1|ana> and <@U2>", "@ana and @U2"),
        ("<#C1|general>", "#general"),
        ("a\x00b\x07c\u202ed\ufeff", "abcd"),
        ("cafe\u0301", "café"),
        ("1 < 2 > 1", "1 < 2 > 1"),
        ("\U0001f469\u200d\U0001f373 baking", "\U0001f469\u200d\U0001f373 baking"),
    ],
)
def test_text_is_kept_as_it_was_meant(raw: str, meant: str) -> None:
    assert plain(raw) == meant


def test_line_breaks_stay_where_they_are_wanted() -> None:
    assert clean_text("one  \r\n\n two", 100, keep_lines=True) == Understood("one\n\ntwo", "one\n\ntwo")


def test_too_long_a_text_is_refused_with_both_lengths_and_never_cut() -> None:
    answer = clean_text("x" * 10_000, 1_000)
    assert isinstance(answer, Unclear)
    assert "10,000" in answer.problem
    assert "1,000" in answer.problem
    assert clean_text("x" * 1_000, 1_000) == Understood("x" * 1_000, "x" * 1_000)


@pytest.mark.parametrize("raw", ["", "   ", "\x00", "\u202e"])
def test_nothing_is_said_to_be_nothing(raw: str) -> None:
    assert isinstance(clean_text(raw, 10), Unclear)


def test_a_long_quotation_says_that_it_goes_on() -> None:
    assert quoted("x" * 61) == f"“{'x' * 60} …”"


# ---------------------------------------------------------------- sentences


def test_a_goal_that_is_too_long_is_refused_and_keeps_who_was_named() -> None:
    draft = read_goal("@ana measures " + "very " * 2_000 + "big", TODAY, HERE)
    assert draft.statement == ""
    assert [problem.field for problem in draft.problems] == ["statement"]
    assert draft.measurer is not None


def test_mentions_and_markup_in_a_goal_become_plain_text() -> None:
    draft = read_goal("<!channel> be seen on <https://example.com|our site> &amp; in town", TODAY, HERE)
    assert draft.statement == "be seen on our site (https://example.com) & in town"
    assert [person.kind for person in draft.people] == ["group"]


def test_a_title_that_is_too_long_is_a_problem_and_the_rest_is_kept() -> None:
    draft = read_slot("word " * 40 + "Instagram Mon 9:00", TODAY, HERE)
    assert draft.title is None
    assert [problem.field for problem in draft.problems] == ["title"]
    assert draft.schedule is not None


def test_a_zone_word_in_a_time_never_passes_unseen() -> None:
    for text in ("9am EST", "9:00 UTC+2", "16h CET", "9 Berlin time", "09:00+02:00"):
        answer = read_time(text)
        assert isinstance(answer, Unclear), text
        assert "this plan's clock" in answer.problem


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("more polls <@U1>", "more polls @Ana Silva"),
        ("<@U1|ana> and <@U9|zed>", "@Ana Silva and @zed"),
        ("<@U9> asks <@U2>", "@U9 asks @Tom & Jerry"),
        ("no one at all", "no one at all"),
        ("<@U3> pays", "@b @channel script pays"),
    ],
)
def test_what_is_kept_of_a_text_names_people(typed: str, kept: str) -> None:
    """By the names that they use; strangers keep the name that Slack gave. No name can break out of its place."""
    names = {"U1": "Ana Silva", "U2": "Tom & Jerry", "U3": "<b> <!channel> |script"}
    assert plain(with_names(typed, names)) == kept
