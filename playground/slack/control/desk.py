"""The control desk: everything that scripts, tests and the page can do with one workspace, as async methods."""

from __future__ import annotations

from playground.slack.control.acting import Acting
from playground.slack.control.arranging import Arranging
from playground.slack.control.reading import Reading
from playground.slack.control.sharing import Sharing
from playground.slack.control.trouble import Trouble
from playground.slack.control.writing import Writing


class Control(Acting, Sharing, Writing, Reading, Arranging, Trouble):
    """Acting, sharing, writing, reading, arranging and making trouble; the HTTP control API is a thin shell over it."""
