"""Finds a Chromium and starts it; says how to get one when there is none."""

from __future__ import annotations

import os
import shutil

from playwright.async_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--force-color-profile=srgb",
]
HOW = "No Chromium found: install it (Debian: apt-get install chromium) to run the browser tests."


def path() -> str:
    """The browser's program, empty when there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), "")


def required() -> bool:
    """Tell if a missing browser is a failure (CI_BROWSER=required)."""
    return os.environ.get("CI_BROWSER") == "required"


async def launch(playwright: Playwright) -> Browser:
    """A browser without a window."""
    return await playwright.chromium.launch(executable_path=path(), args=FLAGS)
