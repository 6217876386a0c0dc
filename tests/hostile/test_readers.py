"""No reader takes longer over what people type than its text is long, whatever was typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

import pytest

from bot.domain.errors import Refusal
from bot.planfile.nodes import WrongFile
from bot.planfile.values import Wrong
from tests.hostile.readers import Reader, every_reader, functions, unknown_beside
from tests.hostile.shapes import ANYWHERE, NOWHERE, repeated
from tests.hostile.timing import LONG, MOST, SHORT, growth

# Pieces of answers that a grammar without care reads again and again.
PIECES = (
    *("1st and ", "first and ", "1,000.", "1 000 ", "twenty ", "a dozen ", "from ", "by ", "in ", "9 and ", "9:00 "),
    *("every ", "maybe ", "me ", "end of ", "double ", "( ) ", "by 3 March ", "&amp;", "<@U1|", "<https://a|", "me, "),
    *(
        "every other monday ",
        "10:00 in a ",
        "from 4 to ",
        "5 of 5 ",
        "backup ",
        "not ",
        "a: ",
        "a=",
        "$",
        "%",
        "★",
        "İ",
        "mondya ",
    ),
)
# The pieces that wore most readers out; the test below tries all of them.
WORST = (" ", "to ", "x time ")


def slow_at(readers: Mapping[str, Reader], pieces: Iterable[str], ends: Iterable[str]) -> list[str]:
    """List the readers that a hostile text wears out, in words."""
    found = []
    for piece in pieces:
        for end in ends:
            short, long = repeated(piece, SHORT) + end, repeated(piece, LONG) + end
            for name, reader in readers.items():
                factor = growth(partial(tried, reader), short, long, floor=0.02)
                if factor > MOST:
                    found.append(f"{name} takes {factor:.0f} times as long for {piece!r}… {end!r}")
    return found


def tried(read: Reader, text: str) -> None:
    """Read a text; that it is refused is an answer, too."""
    try:
        read(text)
    except (Refusal, Wrong, WrongFile):
        return


def test_every_reader_can_be_tried() -> None:
    assert unknown_beside() == []
    assert len(functions()) > 70
    assert len(every_reader()) > 130


def test_ten_times_the_text_takes_no_reader_more_than_fifteen_times_as_long() -> None:
    of_goals = {name: reader for name, reader in every_reader().items() if name.startswith("goal: ")}
    assert slow_at({**functions(), **of_goals}, WORST, [NOWHERE]) == []


@pytest.mark.thorough
@pytest.mark.parametrize("piece", dict.fromkeys((*ANYWHERE, *PIECES)))
def test_no_text_that_anybody_could_send_wears_a_reader_out(piece: str) -> None:
    assert slow_at(every_reader(), [piece], [NOWHERE]) == []
