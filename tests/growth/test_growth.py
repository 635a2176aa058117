"""The short form: every path at two small sizes, by statements, steps and plans, which are the same in each run."""

import re
from collections.abc import Iterator

import pytest

from tests.growth import coverage
from tests.growth.__main__ import PATHS
from tests.growth.ground import Ground, build
from tests.growth.measure import Cost, GaugedDatabase
from tests.growth.paths import ServicePath, Shape
from tests.growth.table import Line
from tests.kit.store.templates import SqliteTemplate

SMALL, LARGE = 500, 5_000
# Statements more than at the small size, where lists were not full yet; thousands of steps of what people wait for.
MORE_STATEMENTS, MOST_STEPS = 6, 60.0
# Few rows, however much else there is.
FEW = {"heartbeat", "person_setting", "call_budget", "mirror_run", "outbox_lane", "report_week", "partner"}
_SCANNED = re.compile(r"SCAN (\w+)(?! USING INDEX| VIRTUAL| CONSTANT)")


@pytest.fixture(scope="module")
def grounds(sqlite_template: SqliteTemplate) -> Iterator[tuple[Ground, Ground]]:
    """Make both sizes once for all paths: those that commit come last, as they do in the registry."""
    with sqlite_template.fresh() as small, sqlite_template.fresh() as large:
        made = (Ground(GaugedDatabase(small), SMALL), Ground(GaugedDatabase(large), LARGE))
        for ground in made:
            build(ground)
        yield made
        for ground in made:
            ground.database.close()


@pytest.fixture(scope="module")
def lines(grounds: tuple[Ground, Ground]) -> list[Line]:
    """Measure each path once at both sizes."""
    found = []
    for path in PATHS:
        for ground in grounds:
            ground.database.gauge.watching = ground.size == LARGE
        found.append(Line(path, {ground.size: _cost(ground, path) for ground in grounds}))
    return found


def _cost(ground: Ground, path: ServicePath) -> Cost:
    return ground.database.measured(lambda: path.call(ground))


def test_no_path_grows_faster_than_what_it_is_about(lines: list[Line]) -> None:
    assert [(line.path.name, f"{line.exponent:.2f}") for line in lines if line.exponent > 1.1] == []


def test_what_people_wait_for_asks_no_more_where_there_is_more(lines: list[Line]) -> None:
    asked = {line.path.name: [cost.statements for cost in line.costs.values()] for line in lines if _is_flat(line)}
    assert {name: counts for name, counts in asked.items() if counts[1] > counts[0] + MORE_STATEMENTS} == {}
    steps = {line.path.name: line.costs[LARGE].steps for line in lines if _is_flat(line)}
    assert {name: thousands for name, thousands in steps.items() if thousands > MOST_STEPS} == {}


def test_what_people_wait_for_reads_no_growing_table_through(lines: list[Line], grounds: tuple[Ground, Ground]) -> None:
    tables = _growing(grounds[1])
    found = {
        (line.path.name, table)
        for line in lines
        if _is_flat(line)
        for statement, parameters in line.costs[LARGE].said
        for table in _scanned(grounds[1], statement, parameters) & tables
    }
    assert found == set()


def test_every_function_of_the_listed_rooms_is_on_a_path(lines: list[Line], grounds: tuple[Ground, Ground]) -> None:
    assert lines
    called = {coverage.named(code.co_filename, code.co_name) for code in grounds[1].database.gauge.called}
    on_none = set(coverage.functions()) - called
    assert sorted(on_none - coverage.EXEMPT.keys()) == [], "no path calls them: add one, or say why not"
    assert sorted(coverage.EXEMPT.keys() - on_none) == [], "they are called, or gone: no exception is needed"


def test_paths_have_a_name_of_their_own() -> None:
    names = [path.name for path in PATHS]
    assert len(names) == len(set(names))


def _is_flat(line: Line) -> bool:
    return line.path.shape is Shape.FLAT


def _growing(ground: Ground) -> set[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table'"
    return set(ground.database.read_now(lambda s: s.connection().exec_driver_sql(query).scalars().all())) - FEW


def _scanned(ground: Ground, statement: str, parameters: object) -> set[str]:
    if not statement.lstrip().startswith(("SELECT", "WITH", "UPDATE", "DELETE")):
        return set()
    one = parameters[0] if isinstance(parameters, list) else parameters
    plan = ground.database.read_now(
        lambda s: s.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", one).all()  # type: ignore[arg-type]
    )
    scanned = {table for row in plan for table in _SCANNED.findall(row[3])}
    # From the newest row back, and no further than asked.
    return {table for table in scanned if not ("LIMIT" in statement and f"ORDER BY {table}.id DESC" in statement)}
