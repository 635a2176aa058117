"""Every HTTP route, asked by anyone in any way: an answer below 500, and nothing breaks."""

from collections.abc import Iterator

import pytest
from aiohttp import ClientError, ClientSession
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.db import Database
from tests.fuzz.running import FuzzedDesk, fuzzed_desk
from tests.kit.examples import examples
from tests.kit.store.templates import SqliteTemplate

PATHS = ("/slack/events", "/partner-center/events", "/healthz", "/readyz", "/metrics", "/", "/../etc/passwd", "/%00")
METHODS = ("GET", "POST", "PUT", "HEAD", "OPTIONS", "DELETE", "TRACE", "BREW")
HEADERS = st.dictionaries(
    st.sampled_from(
        ("X-Slack-Signature", "X-Slack-Request-Timestamp", "Content-Type", "X-Slack-Retry-Num", "Accept-Encoding")
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40)
    | st.sampled_from(("v0=" + "0" * 64, "9" * 400, "-1", "1772442000", "application/json; charset=utf-7")),
    max_size=4,
)


@pytest.fixture
def fuzzed(database: Database, database_url: str) -> Iterator[FuzzedDesk]:
    """A desk to send to."""
    with fuzzed_desk(database, database_url) as opened:
        yield opened


@pytest.fixture
def database_url(sqlite_template: SqliteTemplate) -> Iterator[str]:
    """One engine is enough."""
    with sqlite_template.fresh() as url:
        yield url


async def asked(port: int, method: str, path: str, headers: dict[str, str], body: bytes) -> int:
    """Return the status of the answer; 400 where the server would not even listen."""
    async with ClientSession() as session:
        try:
            async with session.request(
                method, f"http://127.0.0.1:{port}{path}", headers=headers, data=body, allow_redirects=False
            ) as answer:
                await answer.read()
                return answer.status
        except (ClientError, ValueError):
            return 400


def test_any_request_has_an_answer(fuzzed: FuzzedDesk) -> None:
    known = st.sampled_from(PATHS) | st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=20).map(
        lambda text: f"/{text}"
    )

    @settings(max_examples=examples(100), suppress_health_check=[HealthCheck.too_slow])
    @given(st.sampled_from(METHODS), known, HEADERS, st.binary(max_size=200))
    def ask(method: str, path: str, headers: dict[str, str], body: bytes) -> None:
        status = fuzzed.do(asked(fuzzed.desk.bot.port, method, path, headers, body))
        assert status < 500 or path.startswith("/readyz"), (method, path, status)
        assert fuzzed.complaints() == []

    ask()
