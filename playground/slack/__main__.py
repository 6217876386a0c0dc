"""Runs a private Slack: `python -m playground.slack --port 3040 --journal journal.jsonl`."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
from pathlib import Path

from playground.slack.server import SlackServer
from playground.slack.wire import Json

MOST_PORT = 65535


def main() -> int:
    """Read the command line and serve until told to stop; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m playground.slack", description=__doc__)
    parser.add_argument("--port", type=_port, default=0, help="0 takes a free one")
    parser.add_argument("--journal", type=Path, help="append what happens to this file, one JSON object a line")
    parser.add_argument("--manifest", type=_manifest, help="a Slack app manifest as JSON")
    parser.add_argument("--seed", type=int, help="the same ids and the same trouble again")
    arguments = parser.parse_args()
    try:
        asyncio.run(_serve(arguments))
    except OSError as error:
        sys.stderr.write(f"I can't listen on port {arguments.port}: {error.strerror or error}.\n")
        return 2
    return 0


def _port(written: str) -> int:
    if not (written.isascii() and written.isdigit() and len(written) <= 5 and int(written) <= MOST_PORT):
        raise argparse.ArgumentTypeError(f"it takes a port number from 0 to {MOST_PORT}, such as 3040")
    return int(written)


def _manifest(path: str) -> Json:
    try:
        found = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise argparse.ArgumentTypeError(f"{path} can't be read: {error.strerror or error}") from None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise argparse.ArgumentTypeError(f"{path} isn't an app manifest in JSON")
    return found


async def _serve(arguments: argparse.Namespace) -> None:
    server = SlackServer(journal_path=arguments.journal, manifest=arguments.manifest, seed=arguments.seed)
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
    sys.exit(main())
