"""`/beat role`: a title and who does it, with a backup for those who name one."""

from __future__ import annotations

import pytest

from bot.domain.roles import NewRole
from tests.conversations.played import OFFICE, Talk


def role(talk: Talk) -> NewRole:
    result = talk.says("save").result
    assert isinstance(result, NewRole)
    return result


def test_a_role_needs_a_title_and_a_person() -> None:
    talk = Talk("role")
    assert (talk.ask.step, talk.ask.number, talk.ask.of) == ("title", 1, 2)
    assert talk.says("Photographer").ask.step == "holder"
    assert role(talk.says("<@U1>")) == NewRole(title="Photographer", holder="U1")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Photographer: <@U1>", NewRole(title="Photographer", holder="U1")),
        ("Photographer <@U1>", NewRole(title="Photographer", holder="U1")),
        ("Ben Okoro as photographer", NewRole(title="photographer", holder="U2")),
        ("me, photographer", NewRole(title="photographer", holder="U2")),
        ("Photographer <@U1> backup <@U2>", NewRole(title="Photographer", holder="U1", backup="U2")),
        ("Photographer: <@U1> (backup: Ana Costa)", NewRole(title="Photographer", holder="U1", backup="U3")),
        ("the editor is <@U1>", NewRole(title="Editor", holder="U1")),
    ],
)
def test_what_came_with_the_command_is_taken(text: str, expected: NewRole) -> None:
    talk = Talk("role", text)
    assert talk.ask.is_summary, talk.ask
    assert role(talk) == expected


def test_a_person_alone_leaves_the_title() -> None:
    talk = Talk("role", "<@U1>")
    assert talk.ask.step == "title"
    assert role(talk.says("Photographer")) == NewRole(title="Photographer", holder="U1")


def test_two_people_of_one_name_are_a_choice_and_the_title_is_kept() -> None:
    talk = Talk("role", "Photographer: Ana")
    assert talk.labels == ["Ana Silva", "Ana Costa"]
    assert role(talk.says("2")) == NewRole(title="Photographer", holder="U3")


@pytest.mark.parametrize(
    ("who", "part"), [("<@U4>", "bot"), ("<@U5>", "left"), ("<@U99>", "cannot find"), ("<!here>", "group")]
)
def test_who_cannot_do_it_is_refused_and_the_title_is_kept(who: str, part: str) -> None:
    talk = Talk("role", f"Photographer {who}")
    assert talk.ask.step == "holder"
    assert part in talk.ask.problem
    assert talk.state.given == {"title": "Photographer"}


def test_a_backup_is_somebody_else() -> None:
    talk = Talk("role", "Photographer <@U1>").says("change backup", "<@U1>")
    assert talk.ask.step == "backup"
    assert "somebody else" in talk.ask.problem
    assert role(talk.says("<@U2>")).backup == "U2"


def test_a_backup_in_the_same_breath_is_somebody_else_too() -> None:
    talk = Talk("role", "Photographer <@U1>, backup <@U1>")
    assert "somebody else" in talk.ask.problem
    assert role(talk) == NewRole(title="Photographer", holder="U1")


def test_a_backup_can_be_left_out_again() -> None:
    talk = Talk("role", "Photographer <@U1> backup <@U2>").says("change backup", "leave it out")
    assert role(talk).backup == ""


def test_a_role_that_is_there_already_is_said_to_be() -> None:
    talk = Talk("role", "the editor").says("me")
    assert "Role: Editor (this role is there already)" in talk.ask.text
    assert role(talk).title in OFFICE.roles


def test_a_title_has_a_length() -> None:
    talk = Talk("role", "x" * 81)
    assert talk.ask.step == "title"
    assert "81" in talk.ask.problem


def test_markup_in_a_title_is_made_harmless() -> None:
    talk = Talk("role").says("<!everyone> *boss*")
    assert "<!" not in talk.ask.text
