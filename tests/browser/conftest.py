"""Fixtures of the browser tests: one Chromium per process, one fresh workspace per test."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Generator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from bot.local_slack import Server
from tests.browser import chromium
from tests.browser import product as products
from tests.browser.product import Story
from tests.browser.stage import Stage, staged

HERE = "tests/browser/"
FAILED = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here `browser`, with one shared event loop; skip it if there is no browser."""
    for item in items:
        if HERE not in item.path.as_posix():
            continue
        item.add_marker(pytest.mark.browser)
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
            if not chromium.path() and not chromium.required():
                item.add_marker(pytest.mark.skip(reason=chromium.HOW))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all tests of this process."""
    if not chromium.path():
        pytest.fail(chromium.HOW)
    async with async_playwright() as playwright:
        started = await chromium.launch(playwright)
        yield started
        await started.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember on the test whether it failed, so that its stage can keep pictures."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


def _name(request: pytest.FixtureRequest) -> str:
    return re.sub(r"\W+", "-", request.node.name).strip("-")


@pytest_asyncio.fixture(loop_scope="session")
async def stage(browser: Browser, request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    """A workspace of its own with the tests' bot connected."""
    async with staged(browser, _name(request)) as made:
        yield made
        made.failed = request.node.stash.get(FAILED, False)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def product(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    """The product, one for all stories of a module; each has customers of its own."""
    async with products.running(tmp_path_factory.mktemp("demo")) as server:
        yield server


@pytest_asyncio.fixture(loop_scope="session")
async def story(browser: Browser, product: Server, request: pytest.FixtureRequest) -> AsyncIterator[Story]:
    """Tabs of the product; script errors, foreign requests and broken rules fail the test."""
    made = Story(
        ws=product.workspace,
        url=product.url,
        browser=browser,
        name=_name(request),
        place=products.GENERAL,
        patience_ms=products.PATIENCE_MS,
        since=product.workspace.wire.last_seq,
    )
    yield made
    made.failed = request.node.stash.get(FAILED, False)
    await made.close()
    await made.put_away()
    assert [*made.troubles, *made.broken()] == []
