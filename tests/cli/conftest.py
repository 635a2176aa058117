"""A workspace on real time and the environment of a program that serves it."""

from collections.abc import AsyncIterator, Iterator

import pytest

from bot import manifest
from bot.db import Database
from bot.local_slack import Server, Workspace, serve
from tests.kit.desk import HELPDESK, SEED
from tests.kit.world import build


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """One engine is enough, unless a test chooses the other by indirect parameters."""
    with request.getfixturevalue(f"{request.param.replace('postgresql', 'postgres')}_template").fresh() as url:
        yield url


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A workspace on real time, with the bot's manifest."""
    workspace = Workspace(SEED | {"app": {"manifest": manifest.build()}})
    async with serve(workspace) as served:
        yield served


@pytest.fixture
def variables(server: Server, database: Database, database_url: str) -> dict[str, str]:
    """A good environment."""
    database.write_now(build)
    app = server.workspace.app
    return {
        "SLACK_API_BASE_URL": server.api_url,
        "SLACK_BOT_TOKEN": app.bot_token,
        "SLACK_APP_TOKEN": app.app_token,
        "DATABASE_URL": database_url,
        "ROLE_GROUP_HELPDESK_AGENT": HELPDESK,
        "PORT": "0",
    }
