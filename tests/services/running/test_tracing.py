"""Traces, if somebody asks for them: one of a delivery with the calls it led to; nothing is loaded if nobody does."""

import asyncio
import subprocess
import sys

import pytest
from aiohttp import web

from bot.db import Database
from bot.errors import ConfigurationError
from bot.services.running import tracing
from bot.services.store import references, spans
from tests.kit import desk as desks
from tests.kit.desk import HUGO
from tests.kit.program import ROOT, environment
from tests.kit.spans import recorded
from tests.kit.world import build


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_delivery_and_its_calls_are_one_trace(database: Database, database_url: str) -> None:
    database.write_now(build)
    async with desks.opened(database, database_url, "socket") as desk:
        with recorded() as found:
            await desk.opened(HUGO, "/assign-support")
    delivery = next(span for span in found if span.name == "delivery")
    slack = next(span for span in found if dict(span.attributes).get("method") == "views.open")
    assert slack.context.trace_id == delivery.context.trace_id
    assert dict(delivery.attributes)["what"] == "/assign-support"
    reference = dict(delivery.attributes)[tracing.REFERENCE]
    assert dict(slack.attributes)[tracing.REFERENCE] == reference


def test_an_error_is_marked_and_not_quoted() -> None:
    failing = pytest.raises(ValueError, match="secret")
    with recorded() as found, failing, references.under("REF"), spans.span("message", attempt=1):
        raise ValueError("secret words of a person")
    (span,) = found
    assert not span.status.is_ok
    assert "secret" not in span.to_json()


async def test_the_endpoint_of_the_environment_gets_them(monkeypatch: pytest.MonkeyPatch) -> None:
    got: list[str] = []

    async def take(request: web.BaseRequest) -> web.Response:
        got.append(f"{request.path} {len(await request.read()) > 0}")
        return web.Response()

    def work() -> None:
        with tracing.tracing(), spans.span("message"):
            pass

    runner = web.ServerRunner(web.Server(take))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    monkeypatch.setenv(tracing.SWITCHES[1], f"http://127.0.0.1:{runner.addresses[0][1]}")
    await asyncio.to_thread(work)
    await runner.cleanup()
    assert got == ["/v1/traces True"]


def test_without_the_extra_it_says_so_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(tracing.SWITCHES[0], "http://127.0.0.1:1")
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.resources", None)
    with (
        pytest.raises(ConfigurationError, match="TRACES_ENDPOINT: needs the extra otel: pip install"),
        tracing.tracing(),
    ):
        pass


def test_nothing_is_loaded_where_it_is_off() -> None:
    program = (
        "import sys, bot.cli.serve as s\n"
        "with s.tracing(): print([name for name in sys.modules if name.startswith('opentelemetry')])"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=60
    )
    assert (ended.stdout, ended.stderr) == ("[]\n", "")
