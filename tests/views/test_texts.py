"""Dates, times, numbers and typed text as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.language.kept_values import place
from bot.views.kit import texts
from bot.views.kit.blocks import clip, units

NOW = datetime(2026, 3, 30, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "point", "comma"),
    [
        ("640", "640", "640"),
        ("1000", "1,000", "1.000"),
        ("1E+3", "1,000", "1.000"),
        ("1234567.50", "1,234,567.5", "1.234.567,5"),
        ("-0.25", "-0.25", "-0,25"),
        ("0.00", "0", "0"),
    ],
)
def test_numbers_are_written_as_the_strategy_writes_them(value: str, point: str, comma: str) -> None:
    assert texts.number(Decimal(value), ".") == point
    assert texts.number(Decimal(value), ",") == comma


def test_a_day_has_its_weekday_and_another_year_is_said() -> None:
    assert texts.day_words(date(2026, 3, 30)) == "Mon 30 Mar"
    assert texts.day_words(date(2026, 3, 30), date(2026, 1, 1)) == "Mon 30 Mar"
    assert texts.day_words(date(2027, 3, 30), date(2026, 1, 1)) == "Tue 30 Mar 2027"


def test_a_moment_says_its_clock() -> None:
    assert texts.moment(NOW, "Europe/Berlin") == "Mon 30 Mar 09:00 (Berlin)"
    assert texts.moment(NOW, "Europe/Berlin", NOW) == "today 09:00 (Berlin)"
    assert texts.moment(NOW, "America/New_York") == "Mon 30 Mar 03:00 (New York)"


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/Berlin", "Berlin"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires"),
        ("UTC", "UTC"),
        ("Etc/GMT-3", "UTC+3"),
        ("Etc/GMT+5", "UTC-5"),
        ("Etc/GMT+0", "UTC"),
    ],
)
def test_a_zone_is_called_by_its_place(zone: str, words: str) -> None:
    assert place(zone) == words


@pytest.mark.parametrize(
    ("at", "reader", "own", "words"),
    [
        (NOW, "Europe/Berlin", "Europe/Berlin", "09:00"),
        (NOW, "Europe/Berlin", "Europe/Madrid", "09:00"),
        (NOW, "Europe/Berlin", "Asia/Tokyo", "09:00 your time, 16:00 in Tokyo"),
        (NOW, None, "Asia/Tokyo", "16:00 in Tokyo"),
        (datetime(2026, 3, 31, 7, 30, tzinfo=UTC), "Europe/Berlin", "Europe/Berlin", "tomorrow 09:30"),
        (datetime(2026, 3, 29, 14, 0, tzinfo=UTC), "Europe/Berlin", "Europe/Berlin", "yesterday 16:00"),
        (datetime(2026, 4, 4, 8, 0, tzinfo=UTC), "Europe/Berlin", "Europe/Berlin", "Sat 4 Apr 10:00"),
        (
            datetime(2026, 3, 30, 15, 0, tzinfo=UTC),
            "Europe/Berlin",
            "Asia/Tokyo",
            "17:00 your time, Tue 31 Mar 00:00 in Tokyo",
        ),
    ],
)
def test_a_time_is_told_on_the_readers_clock_and_on_its_own_where_they_differ(
    at: datetime, reader: str | None, own: str, words: str
) -> None:
    assert texts.two_clocks(at, reader, own, NOW) == words


def test_typed_markup_is_shown_as_it_was_typed() -> None:
    assert texts.inline("<!channel> & <@U1>") == "&lt;!channel&gt; &amp; &lt;@U1&gt;"
    assert texts.inline("my_shop and 5*3") == "my_shop and 5*3"
    assert "*" not in texts.inline("*bold*")
    assert texts.inline("one\n\n• two\u202e") == "one • two"


def test_text_from_right_to_left_is_set_apart() -> None:
    assert texts.inline("خبز") == "\u2068خبز\u2069"
    assert texts.inline("bread") == "bread"


def test_a_link_is_only_made_of_a_plain_web_address() -> None:
    assert texts.web_link("https://a.example/?a=1&b=2") == "<https://a.example/?a=1&amp;b=2|link>"
    assert texts.web_link("javascript:alert(1)") == ""
    assert texts.web_link("https://a.example|Slack> <!channel>") == ""


def test_only_a_slack_id_becomes_a_mention() -> None:
    assert texts.mention("U012AB") == "<@U012AB>"
    assert texts.mention("ana <!here>") == "ana &lt;!here&gt;"
    assert texts.channel_link("C012AB") == "<#C012AB>"
    assert texts.channel_link("bakery") == "#bakery"


def test_a_long_text_says_how_much_is_left_out_and_where() -> None:
    assert (
        texts.brief("a" * 500, 100, "under `/beat goals`") == "a" * 100 + "… (400 more characters under `/beat goals`)"
    )
    assert texts.brief("a" * 110, 100, "elsewhere") == "a" * 110


def test_clipping_never_halves_an_entity_a_mention_or_an_emoji() -> None:
    family = "👩\u200d👩\u200d👧"
    for text in ("&amp;" * 100, "<@U012AB>" * 100, family * 100, "🇩🇪" * 100):
        for limit in range(60, 90):
            kept = clip(text, limit).partition("…")[0]
            assert units(clip(text, limit)) <= limit
            assert text.startswith(kept)
            assert kept == "" or text[len(kept) :].startswith(text[: len(text) // 100])


def test_lists_are_joined_as_people_do() -> None:
    assert texts.listed([]) == ""
    assert texts.listed(["a"]) == "a"
    assert texts.listed(["a", "b", "c"]) == "a, b and c"
