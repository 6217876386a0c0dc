"""Programs of ours in processes of their own, ended at the end of a block."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


@asynccontextmanager
async def python(*arguments: str, **environment: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run this Python with arguments, `environment` added to ours; ended by SIGTERM at the end of the block."""
    import os

    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, env={**os.environ, **environment}, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
