"""Help, unknown things, outsiders and roles: what holds for every command."""

from tests.kit.desk import HUGO, NADIE, Desk


async def test_home_tab_shows_what_the_reader_may_do(desk: Desk) -> None:
    hugo = desk.person(HUGO)
    await hugo.open_home()
    await desk.settle()
    assert hugo.home is not None


async def test_who_was_never_seen_before_is_refused_in_their_language(desk: Desk) -> None:
    outcome = await desk.person(NADIE).command("/assign-support")
    assert "No puedes hacer esto." in str(outcome.ack)
    assert "Referencia" in str(outcome.ack)
