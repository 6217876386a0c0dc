"""`make demo` as its users find it: one line, an address, and a week lived through its control API alone."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest

ROOT = Path(__file__).parents[3]
BERLIN = ZoneInfo("Europe/Berlin")


class Demo:
    """The demo in a process of its own, driven over HTTP and by nothing else."""

    def __init__(self, url: str) -> None:
        self.url = url

    def read(self, noun: str, **arguments: str) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.url}/control/{noun}?{urlencode(arguments)}", timeout=60) as answer:
            found: dict[str, Any] = json.load(answer)
        return found

    def do(self, action: str, **arguments: Any) -> dict[str, Any]:
        request = urllib.request.Request(
            f"{self.url}/control/{action}",
            json.dumps(arguments).encode(),
            {"content-type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=120) as answer:
            found: dict[str, Any] = json.load(answer)
        self.read("quiet", timeout="20")
        return found

    def push(self, to: datetime | str) -> datetime:
        said = to if isinstance(to, str) else to.isoformat()
        return datetime.fromisoformat(self.do("clock", push=said)["now"]).astimezone(BERLIN)

    def messages(self, user: str, channel: str, **more: str) -> list[dict[str, Any]]:
        return list(self.read("messages", user=user, channel=channel, **more)["messages"])

    def words(self, user: str, channel: str, **more: str) -> str:
        return json.dumps([[m["text"], m["blocks"]] for m in self.messages(user, channel, **more)], ensure_ascii=False)


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    """Start the demo on a free port; its one line says where it is."""
    environment = os.environ | {"PLAYGROUND_PORT": "0"}
    process = subprocess.Popen(
        [sys.executable, "-m", "playground.demo"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert found, line
        yield Demo(found[0])
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        assert process.stdout is not None
        process.stdout.close()


def test_a_new_channel_lives_its_first_week_through_the_control_api_alone(demo: Demo) -> None:
    """From `/beat setup` to the first digest, Done, a nudge, the lead's message and an opened and closed review."""
    shown = demo.do("command", user="mia", channel="#agency", command="/beat", text="setup")
    assert "seven questions" in shown["ephemeral"]["text"]
    root = demo.messages("mia", "#agency")[-1]["ts"]
    for answer in (
        "500 newsletter subscribers by end of next year",
        "@lee reads the number and I judge it",
        "Offer of the day, newsletter, daily at 10:30",
        "Newsletter editor @lee",
    ):
        demo.do("say", user="mia", channel="#agency", text=answer, thread_ts=root)
    while "Save" not in demo.words("mia", "#agency", thread_ts=root):
        demo.do("say", user="mia", channel="#agency", text="skip", thread_ts=root)
    demo.do("press", user="mia", channel="#agency", thread_ts=root, label="Save")
    assert "Here is your next week" in demo.words("mia", "#agency", thread_ts=root)

    monday = demo.push("next morning")
    assert (monday.weekday(), monday.hour) == (0, 9)
    digest = demo.words("lee", "@drumbeat")
    assert "gave you the role" in digest
    assert "Offer of the day" in digest
    demo.do("press", user="lee", channel="@drumbeat", label="Done")
    assert "Done" in demo.words("lee", "@drumbeat")
    assert "1 of" in demo.words("lee", "@drumbeat")

    tuesday = demo.push(monday + timedelta(days=1, hours=2, minutes=30))
    assert (tuesday.hour, tuesday.minute) == (11, 30)
    assert "A quiet reminder" in demo.words("lee", "@drumbeat")
    demo.push(tuesday + timedelta(hours=5))
    handed_up = demo.words("mia", "@drumbeat")
    assert "Offer of the day" in handed_up
    assert "because you are the lead" in handed_up

    demo.push(monday + timedelta(days=4, hours=6))
    assert "Weekly review" in demo.words("mia", "#agency")
    review = demo.messages("mia", "#agency")[-1]["ts"]
    demo.do("say", user="mia", channel="#agency", thread_ts=review, text="Learning: short subjects are opened more")
    demo.push(monday + timedelta(days=7, hours=2))
    closed = demo.words("mia", "#agency", thread_ts=review)
    assert "Review closed" in closed
    assert "short subjects are opened more" in closed


def test_the_sample_team_is_there_and_its_plan_was_made_by_the_bots_own_verbs(demo: Demo) -> None:
    assert "1,000 Instagram followers" in demo.words("mia", "#bakery")
    shown = demo.do("command", user="mia", channel="#bakery", command="/beat", text="calendar")
    assert "Behind the counter" in json.dumps(shown["ephemeral"], ensure_ascii=False)


def test_the_clock_refuses_what_it_cannot_read_with_an_example(demo: Demo) -> None:
    request = urllib.request.Request(
        f"{demo.url}/control/clock", b'{"push": "yesterday"}', {"content-type": "application/json"}
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=20)
    with refused.value as answer:
        assert answer.code == 400
        assert "next morning" in json.load(answer)["detail"]
