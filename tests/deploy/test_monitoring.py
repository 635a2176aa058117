"""Dashboard and alerts ask for what /metrics really tells: names, labels, and the values they are compared with."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientSession
from prometheus_client.parser import text_string_to_metric_families

from bot.db import Database
from tests.conftest import MONDAY
from tests.deploy.files import DEPLOY
from tests.deploy.promql import alerts, dashboard, expressions, grouped, selectors
from tests.kit import desk as desks
from tests.kit.desk import HUGO
from tests.kit.store.templates import SqliteTemplate
from tests.kit.world import build

# Known to Prometheus, or put on every sample by it.
OF_PROMETHEUS = {"up"}
OF_THE_SCRAPE = {"job", "instance"}

NOW, BEFORE = (str(int(at.timestamp())) for at in (MONDAY, MONDAY - timedelta(hours=1)))
SIGNED = {"X-Slack-Signature": f"v0={'0' * 64}"}
FORGED: tuple[dict[str, str], ...] = (
    {},
    SIGNED | {"X-Slack-Request-Timestamp": NOW},
    SIGNED | {"X-Slack-Request-Timestamp": BEFORE},
)

Samples = dict[str, dict[str, set[str]]]  # name of a sample -> its labels -> their values


@pytest.fixture
def database_url(sqlite_template: SqliteTemplate) -> Iterator[str]:
    """One engine is enough."""
    with sqlite_template.fresh() as url:
        yield url


@pytest.fixture
async def samples(database: Database, database_url: str) -> Samples:
    """What bots in both transports tell after somebody, a forger and a stranger used them."""
    database.write_now(build)
    told: Samples = defaultdict(lambda: defaultdict(set))
    transports: tuple[desks.Transport, ...] = ("socket", "http")
    for transport in transports:
        async with desks.opened(database, database_url, transport) as desk:
            desk.ws.faults.add("error", "views.open")
            await desk.person(HUGO).command("/assign-support")
            await desk.opened(HUGO, "/assign-support")
            address = f"http://127.0.0.1:{desk.bot.port}"
            async with ClientSession() as session:
                for headers in FORGED:
                    await session.post(f"{address}/slack/events", data="command=/forged", headers=headers)
                async with session.get(f"{address}/metrics") as answer:
                    add(told, await answer.text())
    return told


def add(told: Samples, text: str) -> None:
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            values = told[sample.name]
            for label, value in sample.labels.items():
                values[label].add(value)


async def test_every_expression_asks_for_what_is_told(samples: Samples) -> None:
    known = set(samples) | OF_PROMETHEUS
    for place, expression in expressions(DEPLOY).items():
        asked = selectors(expression)
        assert asked, place
        assert {name for name, _ in asked} <= known, place
        labels = {label for name, _ in asked for label in samples.get(name, ())} | OF_THE_SCRAPE
        assert grouped(expression) <= labels, place
        for name, matchers in asked:
            for label, how, value in matchers:
                assert label in OF_THE_SCRAPE or label in samples[name], (place, name, label)
                if label not in OF_THE_SCRAPE and how in ("=", "=~"):
                    assert set(value.split("|")) <= samples[name][label], (place, name, label)


async def test_everything_that_is_told_is_drawn(samples: Samples) -> None:
    drawn = {
        name for panel in dashboard(DEPLOY)["panels"] for at in panel["targets"] for name, _ in selectors(at["expr"])
    }
    parts = re.compile(r"_(bucket|count|sum|total|created)$")
    assert {parts.sub("", name) for name in samples} == {parts.sub("", name) for name in drawn - OF_PROMETHEUS}


@pytest.mark.parametrize(
    ("expression", "asked"),
    [
        ('sum by (le, kind) (rate(a_b{x="1", y!~"2|3"}[5m]))', [("a_b", [("x", "=", "1"), ("y", "!~", "2|3")])]),
        ("max(a) > max(a offset 1h)", [("a", []), ("a", [])]),
        ("min_over_time(max(a)[15m:1m]) > 0", [("a", [])]),
        ('absent(up{job="j"} == 1) or 2 * b_total', [("up", [("job", "=", "j")]), ("b_total", [])]),
    ],
)
def test_names_are_found_in_an_expression(expression: str, asked: list[Any]) -> None:
    assert selectors(expression) == asked


def test_every_panel_has_a_place_a_source_and_words() -> None:
    panels = dashboard(DEPLOY)["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    taken: set[tuple[int, int]] = set()
    for panel in panels:
        place = panel["gridPos"]
        cells = {(place["x"] + x, place["y"] + y) for x in range(place["w"]) for y in range(place["h"])}
        assert not cells & taken, panel["title"]
        assert all(0 <= x < 24 for x, _ in cells)
        taken |= cells
        assert panel["title"]
        assert panel["description"]
        assert {at["datasource"]["uid"] for at in (panel, *panel["targets"])} == {"${datasource}"}
    assert {one["name"] for one in dashboard(DEPLOY)["templating"]["list"]} == {"datasource", "job"}


def test_every_alert_says_what_it_means_and_what_to_do() -> None:
    names = [rule["alert"] for rule in alerts(DEPLOY)]
    assert len(set(names)) == len(names)
    for rule in alerts(DEPLOY):
        assert rule["labels"]["severity"] in ("critical", "warning")
        assert set(rule["annotations"]) == {"summary", "description"}
        named = re.findall(r"\$labels\.(\w+)", "".join(rule["annotations"].values()))
        assert set(named) <= grouped(rule["expr"])
