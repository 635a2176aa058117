"""The short form of `make torture`: two replicas, one of each transport, some seconds, one seed."""

from collections.abc import Callable

from tests.kit.store.templates import PostgresTemplate
from tests.torture.postgres import Postgres
from tests.torture.report import table
from tests.torture.scenarios import brief
from tests.torture.stage import Plan
from tests.torture.town import Town

SECONDS = 6.0
PLAN = Plan(seed=1, replicas=2, town=Town(people=12, customers=6, requests=10, strangers=20), patience=15.0, lease=3.0)


async def test_nothing_is_lost_nor_doubled_and_nobody_is_left_alone(
    postgres_template: PostgresTemplate, record_property: Callable[[str, object], None]
) -> None:
    result = await brief.run(Postgres(None, postgres_template), PLAN, SECONDS)
    record_property("figures", table([result]))
    assert result.violations == []
    figures = {figure.name: figure.value for figure in result.figures}
    assert (figures["silences"], figures["kills"]) == (1, 1)
    assert min(figures["changes in the books"], figures["messages in Slack"], figures["faults"]) > 0
