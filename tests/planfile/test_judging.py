"""What is remarked on of a dropped file without our first line: only what reads like a plan."""

from __future__ import annotations

import pytest

from bot.services.planfile.incoming import judge


@pytest.mark.parametrize(
    "content",
    [
        "roles:\n  - name: geerlingguy.nginx\ncollections:\n  - name: community.general\n",
        "name: app\nplatforms:\n  android:\n  ios:\n",
        "plan: premium\nseats: 4\n",
        "goals: []\n",
    ],
)
def test_other_peoples_files_are_none_of_our_business(content: str) -> None:
    assert judge("some.yaml", content.encode()) == "file_not_ours"


@pytest.mark.parametrize("parts", ["plan: {name: A}\nroles: []\n", "roles: []\nregular_posts: []\n"])
def test_a_plan_without_its_first_line_is_told_so(parts: str) -> None:
    assert judge("some.yaml", parts.encode()) == "file_first_line"
