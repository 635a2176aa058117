"""One rolling upgrade and one way back, with two replicas and everybody at work; longer in `make torture`."""

import pytest

from tests.kit.store.templates import PostgresTemplate
from tests.torture.history import Act, Answer
from tests.torture.postgres import Postgres
from tests.torture.rollout import failed
from tests.torture.scenarios import rolling
from tests.torture.stage import Plan
from tests.torture.town import Town


async def test_nobody_notices_that_a_version_comes_and_goes(postgres_template: PostgresTemplate) -> None:
    plan = Plan(replicas=2, town=Town(people=16))
    result = await rolling.rolled(Postgres(None, postgres_template), plan, 0.0, per_second=8.0)
    assert [str(one) for one in result.violations] == []
    figures = {figure.name: figure.value for figure in result.figures}
    assert figures["replicas replaced"] == 4
    assert figures["submissions"] > 5
    assert figures["messages written by today's version"] > 5
    assert figures["messages written by tomorrow's version"] > 0


@pytest.mark.parametrize(
    "said",
    [
        "Something went wrong on our side and nothing more will happen by itself. Try again; …",
        "El bot se está reiniciando y no ha podido terminar. …",
    ],
)
def test_words_of_a_failure_are_found(said: str) -> None:
    acts = [Act(1, "U0A", "command", "/x", 0.0, answer=Answer.WORDS, said=f":x: {said}")]
    assert len(list(failed(acts))) == 1
    acts[0].said = "You may not do this."
    assert list(failed(acts)) == []
