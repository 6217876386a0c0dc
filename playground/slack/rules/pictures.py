"""Pictures that blocks show by `slack_file`: of this workspace, and shared already (python-slack-sdk #1658)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from playground.slack.rules.problems import Problems
from playground.slack.wire import Json


def check_pictures(p: Problems, files: Mapping[str, Json], blocks: Sequence[Json], at: str) -> None:
    """Write down each block whose picture Slack cannot show. `files` are those of the workspace, by id."""
    for number, block in enumerate(blocks):
        if "slack_file" in block:
            file = files.get(str(block["slack_file"].get("id")), {})
            if not any(file.get(kind) for kind in ("channels", "groups", "ims")):
                p.add("invalid slack file", f"{at}/{number}/slack_file")
