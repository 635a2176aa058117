"""Help, unknown things, outsiders and roles: what holds for every command."""

from tests.scenario.desk import HUGO, Desk


async def test_home_tab_shows_what_the_reader_may_do(desk: Desk) -> None:
    hugo = desk.person(HUGO)
    await hugo.open_home()
    await desk.settle()
    assert hugo.home is not None
