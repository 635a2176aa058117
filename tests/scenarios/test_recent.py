"""Customers and resellers that one worked with lately come first in every menu, in both transports and languages."""

from bot.local_slack import Person
from tests.kit.desk import GLORIA, HUGO, Desk
from tests.kit.world import CONTOSO, OFFICE, TREY


async def groups(person: Person, action_id: str, query: str = "") -> dict[str, list[str]]:
    """Return the labels that a menu offers, by group; "" for those in none."""
    found = await person.search(action_id, query)
    named = {group["label"]["text"]: group["options"] for group in found.groups} or {"": found.options}
    return {label: [option["text"]["text"] for option in options] for label, options in named.items()}


async def assigned(desk: Desk, user_id: str) -> None:
    person = await desk.opened(user_id, "/assign-support", "contoso")
    await person.select("assign.subscriptions", OFFICE)
    await desk.settle()
    await person.select("assign.contact", TREY)
    await desk.settle()
    await person.submit()
    await desk.settle()


async def test_first_in_the_form_what_is_open_then_what_was_done(desk: Desk) -> None:
    hugo = await desk.opened(HUGO, "/assign-support")
    assert await groups(hugo, "assign.customer") == {"": ["Contoso", "Stranger"]}
    await assigned(desk, HUGO)
    hugo = await desk.opened(HUGO, "/assign-support")
    assert await groups(hugo, "assign.customer") == {"Yours, still open": ["Contoso"], "All others": ["Stranger"]}
    assert await groups(hugo, "assign.customer", "cont") == {"Yours, still open": ["Contoso"]}
    assert await groups(hugo, "assign.customer", "stran") == {"": ["Stranger"]}
    assert "Contosso" not in str(await groups(hugo, "assign.customer", "contosso"))
    gloria = await desk.opened(GLORIA, "/assign-support")
    assert await groups(gloria, "assign.customer") == {"": ["Contoso", "Stranger"]}


async def test_resellers_stay_where_their_conditions_put_them(desk: Desk) -> None:
    await assigned(desk, HUGO)
    hugo = await desk.opened(HUGO, "/assign-support", "contoso")
    offered = await groups(hugo, "assign.contact")
    assert offered["Recent"] == ["Trey Research"]
    assert [label for label, names in offered.items() if "Trey Research" in names] == ["Recent"]
    await hugo.select("assign.contact", "someone-else")
    await desk.settle()
    offered = await groups(hugo, "assign.other")
    assert offered == {"Yours, still open": ["Trey Research"], "All others": ["Fabrikam", "Newcomer"]}


async def test_the_same_in_the_other_menus(desk: Desk) -> None:
    await assigned(desk, GLORIA)
    first = "Tuyos, aún abiertos"
    gloria = await desk.opened(GLORIA, "/request-relationship")
    assert (await groups(gloria, "request.customer"))[first] == ["Contoso"]
    assert list(await groups(gloria, "request.customer", "cont"))[0] == first
    gloria = await desk.opened(GLORIA, "/support-contact")
    assert (await groups(gloria, "contact.find"))[first] == ["Contoso", "Trey Research"]
    await gloria.select("contact.find", f"customer:{CONTOSO}")
    await desk.settle()
    gloria = await desk.opened(GLORIA, "/remove-relationship")
    assert (await groups(gloria, "remove.customer"))[first] == ["Contoso"]
    gloria = await desk.opened(GLORIA, "/assign-many")
    assert first in await groups(gloria, "bulk.customer")
