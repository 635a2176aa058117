"""Accessibility of a screen by axe-core, and its overflow beyond the window's width."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Page

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What turns for as long as something is under way never finishes.
SETTLED = """() => Promise.all(document.getAnimations()
  .filter((one) => one.effect.getComputedTiming().iterations !== Infinity)
  .map((one) => one.finished.catch(() => 0)))"""


async def findings(page: Page) -> list[str]:
    """Return what axe-core finds, of any weight, as lines."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE)
    await page.evaluate(SETTLED)
    found = await page.evaluate("(tags) => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", RULES)
    return [
        f"{rule['impact']} {rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


async def overflow(page: Page) -> int:
    """Return the pixels by which the page is wider than its window."""
    return int(await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
