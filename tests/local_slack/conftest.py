"""Fixtures of the local workspace's tests."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.local_slack.api_client import Api, served


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    async with served() as made:
        yield made
