"""Type-ahead over a million subscriptions against the bare statements on the same database."""

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import pytest
from sqlmodel import Session

from bot.db import Database
from bot.services import search
from bot.services.contacts import form
from bot.services.search.folding import fold
from tests.benchmarks.full_directory import Loaded
from tests.benchmarks.ratio import Quantiles, quantiles, tell

pytestmark = pytest.mark.benchmark

EACH = 120
# p50, p99, worst in milliseconds (docs/limits.md#search); a busy machine is allowed three times as much.
TARGETS = {"sqlite": Quantiles(3, 15, 100), "postgresql": Quantiles(6, 100, 300)}
SLACK = 3.0
COMMON = (
    "ann",
    "sup",
    "sub",
    "office",
    "microsoft",
    "365",
    "business",
    "soft",
    "e3",
    "gmbh",
    "s.a.",
    "solar",
    "office 365",
)
NO_HIT = ("qqzx", "zzzz", "xqjw", "contosoqq")


@pytest.fixture
def database(full_directory: Loaded) -> Iterator[Database]:
    """Open a database on the full-size directory, closed after the test."""
    opened = Database(full_directory.url)
    yield opened
    opened.close()


def terms(database: Database) -> Mapping[str, Sequence[str]]:
    """The kinds of terms of docs/limits.md#search, drawn from the rows themselves."""
    keys = database.read_now(
        lambda s: (
            s.connection().exec_driver_sql("SELECT search_key FROM subscription ORDER BY id LIMIT 2000").scalars().all()
        )
    )
    chosen = random.Random(7)

    def part(length: int) -> str:
        key = " ".join(chosen.choice(keys).split())
        at = chosen.randrange(max(1, len(key) - length))
        return key[at : at + length]

    def start(length: int) -> str:
        return str(chosen.choice(keys))[1 : 1 + length]

    def words() -> str:
        return " ".join(chosen.sample(chosen.choice(keys).split(), 2))

    kinds = {f"prefix {n}": [start(n) for _ in range(EACH)] for n in (1, 2, 3, 5, 8)}
    kinds |= {f"infix {n}": [part(n) for _ in range(EACH)] for n in (3, 4, 6, 10)}
    return {**kinds, "two words": [words() for _ in range(EACH)], "common": COMMON, "no hit": NO_HIT}


def bare(session: Session, term: str) -> int:
    """Search as docs/limits.md#search recommends alone: prefix range, then trigrams, first hundred, no order."""
    connection = session.connection()
    sqlite = connection.dialect.name == "sqlite"
    mark = "?" if sqlite else "%s"
    low = f"\n{fold(term)}"
    ranged = f"SELECT id, search_key FROM subscription WHERE search_key >= {mark} AND search_key < {mark}"
    found = connection.exec_driver_sql(f"{ranged} ORDER BY search_key LIMIT 100", (low, low + "\U0010ffff")).all()
    if len(found) == 100 or len(fold(term)) < 3:
        return len(found)
    if sqlite:
        grams = " AND ".join('"' + low[at : at + 3].replace('"', '""') + '"' for at in range(1, len(low) - 2))
        index = "subscription_search f JOIN subscription t ON t.row_no = f.rowid WHERE subscription_search MATCH ?"
        rows = connection.exec_driver_sql(f"SELECT t.id, t.search_key FROM {index} LIMIT 100", (grams,)).all()
    else:
        pattern = f"%{fold(term)}%"
        like = "SELECT id, search_key FROM subscription WHERE search_key LIKE %s LIMIT 100"
        rows = connection.exec_driver_sql(like, (pattern,)).all()
    return len(found) + len(rows)


def timed(database: Database, work: Any, term: str) -> float:
    """Milliseconds of one read, opening and closing its session included."""
    start = time.perf_counter()
    database.read_now(lambda session: work(session, term))
    return (time.perf_counter() - start) * 1000


def test_type_ahead_over_a_million_subscriptions(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    ours: list[float] = []
    raw: list[float] = []
    for kind, texts in terms(database).items():
        samples = [(timed(database, search.subscriptions, term), timed(database, bare, term)) for term in texts]
        tell(capsys, f"{kind:10} ms {quantiles([s[0] for s in samples])}  bare {quantiles([s[1] for s in samples])}")
        ours += [sample[0] for sample in samples]
        raw += [sample[1] for sample in samples]
    engine = "sqlite" if database.is_sqlite else "postgresql"
    target, reached = TARGETS[engine], quantiles(ours)
    ratio = reached.p50 / quantiles(raw).p50
    tell(capsys, f"{engine}: all {reached} ms (target {target}), bare {quantiles(raw)}, ratio of medians {ratio:.2f}")
    assert reached.p50 <= target.p50 * SLACK
    assert reached.p99 <= target.p99 * SLACK
    assert reached.worst <= target.worst * SLACK


def test_type_ahead_over_customers_and_resellers(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    everything = [term for texts in terms(database).values() for term in texts]
    anybody = partial(search.partners, limit=form.MOST_FOUND, kind=None)
    for name, work in (("customers", search.customers), ("resellers", search.partners), ("contact field", anybody)):
        reached = quantiles([timed(database, work, term) for term in everything])
        tell(capsys, f"{name}: {reached} ms")
        assert reached.p50 <= TARGETS["postgresql"].p50 * SLACK
        assert reached.worst <= TARGETS["postgresql"].worst * SLACK
