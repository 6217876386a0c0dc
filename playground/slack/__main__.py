"""Run a Slack of one's own: `python -m playground.slack --port 3040 --journal journal.jsonl`."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
from pathlib import Path

from playground.slack.server import SlackServer


def main() -> None:
    """Read the command line and serve until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m playground.slack", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--journal", type=Path, help="append what happens to this file, one JSON object a line")
    parser.add_argument("--manifest", type=Path, help="a Slack app manifest as JSON")
    parser.add_argument("--seed", type=int, help="the same ids and the same trouble again")
    asyncio.run(_serve(parser.parse_args()))


async def _serve(arguments: argparse.Namespace) -> None:
    manifest = json.loads(arguments.manifest.read_text(encoding="utf-8")) if arguments.manifest else None
    server = SlackServer(journal_path=arguments.journal, manifest=manifest, seed=arguments.seed)
    await server.start(port=arguments.port)
    ready = {
        "ready": True,
        "url": server.url,
        "api_url": server.api_url,
        "bot_token": server.bot_token,
        "app_token": server.app_token,
        "team_id": server.workspace.id,
    }
    sys.stdout.write(json.dumps(ready) + "\n")
    sys.stdout.flush()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
    await server.stop()


if __name__ == "__main__":
    main()
