"""The bots that are compared, each a program of its own: ours, and Bolt with nothing behind it."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal

BOT_TOKEN, APP_TOKEN = "xoxb-bench", "xapp-bench"


async def _stopped() -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await stop.wait()


async def _ours(api_url: str, database_url: str) -> None:
    from bot.app import SystemClock, build
    from bot.settings import Settings
    from storage.database import migrate

    migrate(database_url)
    settings = Settings.model_validate(
        {
            "slack_bot_token": BOT_TOKEN,
            "slack_app_token": APP_TOKEN,
            "slack_api_url": api_url,
            "database_url": database_url,
        }
    )
    bot = build(settings, SystemClock())
    await bot.start()
    await _stopped()
    await bot.stop()


async def _bare(api_url: str, before_response: bool) -> None:
    from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
    from slack_bolt.app.async_app import AsyncApp
    from slack_bolt.kwargs_injection.async_args import AsyncArgs
    from slack_sdk.web.async_client import AsyncWebClient

    app = AsyncApp(client=AsyncWebClient(token=BOT_TOKEN, base_url=api_url), process_before_response=before_response)

    @app.command("/beat")
    async def _beat(args: AsyncArgs) -> None:
        await args.ack(text="Done.")

    handler = AsyncSocketModeHandler(app, APP_TOKEN)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt gives it no type
    await _stopped()
    await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt gives it no type


def main() -> None:
    """Run one of them until SIGTERM."""
    parser = argparse.ArgumentParser()
    parser.add_argument("which", choices=["ours", "bare", "bare-before"])
    parser.add_argument("--api-url", required=True)
    parser.add_argument("--database-url", default="")
    asked = parser.parse_args()
    logging.basicConfig(level=logging.ERROR)
    if asked.which == "ours":
        asyncio.run(_ours(asked.api_url, asked.database_url))
    else:
        asyncio.run(_bare(asked.api_url, asked.which == "bare-before"))


if __name__ == "__main__":
    main()
