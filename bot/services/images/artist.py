"""Images drawn in a process of its own, within a deadline; where the library is not installed there are none."""

import asyncio
import json
import logging
import sys
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path

from bot.services.images.spec import ChartImage

log = logging.getLogger(__name__)

# Seconds; the library takes one to be imported, and some more the first time, when it looks for fonts.
MOST = 20.0
LIBRARY, PROGRAM = "matplotlib", Path(__file__).with_name("drawing.py")


async def drawn(image: ChartImage, seconds: float = MOST) -> bytes | None:
    """Return the picture as PNG; None where it could not be drawn, for whatever reason, which the log tells."""
    if find_spec(LIBRARY) is None:
        log.info("no picture is drawn: %s is not installed", LIBRARY)
        return None
    try:
        async with asyncio.timeout(seconds):
            return await _asked(json.dumps(asdict(image)).encode())
    except (OSError, TimeoutError) as error:
        log.warning("no picture was drawn: %s", type(error).__name__)
        return None


async def _asked(specification: bytes) -> bytes | None:
    # Isolated: neither the environment nor the folder it runs in says which modules it takes.
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", str(PROGRAM), stdin=pipe, stdout=pipe, stderr=pipe
    )
    try:
        content, told = await process.communicate(specification)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode or not content:
        log.warning("no picture was drawn: %s", told.decode(errors="replace").strip()[-300:])
        return None
    return content
