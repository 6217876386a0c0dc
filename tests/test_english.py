"""Comments, docstrings, and pages keep to plain English: what is odd in files of old only gets less."""

from __future__ import annotations

import pytest

from tests.english import IN_ROOMS, counted, everything, left, odd_in


def test_no_file_gets_an_odd_sentence_and_old_ones_only_lose_theirs() -> None:
    """Where it fails: reword what it lists. After a rewording, or a move: `python -m tests.english --write`."""
    found, may = everything(), left()
    counts = counted(found)
    more = {file for file, count in counts.items() if count > may.get(file, 0)}
    assert not more, "\n".join(f"{one.file}: …{one.words}… → {one.instead}" for one in found if one.file in more)
    fewer = sorted(file for file, count in may.items() if counts.get(file, 0) < count)
    assert not fewer, f"`python -m tests.english --write` takes what is reworded off the list: {fewer}"


@pytest.mark.parametrize(
    "text",
    [
        "It is composed anew.",
        "# It is somebody\n    # else's by now.",
        "Owe word of a hand-over.",
        "A date is asked for. Who flies west has it twice.",
        "Not to who wants no reminders.",
        "So many verbs at once may want it.",
        "Return what stands in the field.",
        "The channel is no more.",
    ],
)
def test_an_odd_sentence_is_found_over_lines_too(text: str) -> None:
    assert len(list(odd_in(text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Who holds a role, and since when.",
        "Return a word of the sentence.",
        "It takes so long that nobody waits.",
        "Who is it? A strike stands for something left out.",
        "The person who flies west sees a date twice.",
    ],
)
def test_good_english_is_left_alone(text: str) -> None:
    assert not list(odd_in(text))


@pytest.mark.parametrize(
    "text",
    [
        "Say what came of an answer.",
        "What is told of a hand-over.",
        "Take back that a hold was ended.",
        "Due on the reader's own clock.",
        "The list is drawn as it stands now.",
    ],
)
def test_a_room_that_was_reworded_gets_none_of_its_old_shapes_back(text: str) -> None:
    assert len(list(odd_in(text, IN_ROOMS))) == 1
    assert not list(odd_in(text))
