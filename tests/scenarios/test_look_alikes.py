"""`/assign-support` where ids and names look alike, are long or many: none is taken for another, none is dropped."""

from pathlib import Path

import pytest

from bot.db import Database
from bot.local_slack import ManualClock, Person
from bot.services.directory.importing import import_directory
from tests.conftest import MONDAY, PROVIDER
from tests.kit import files
from tests.kit.desk import ANA, GLORIA, HUGO, Desk, screen
from tests.kit.files import CONTOSO, FABRIKAM, TREY, Rows

# More than a message holds of 40 names, all ids beginning alike as those of generated directories do.
LONG = "Suscripción " + "de larga duración " * 8
HEADER = files.SMALL["subscriptions.csv"][0]


def row(number: int, customer: str, name: str, product: str = "", status: str = "active") -> str:
    key = f"55555555-0000-4000-8000-{number:012d}"
    return f"{key},{customer},{name},,{product},license,1,{status},4567001,csp,2021-03-05T06:27:39Z,"


@pytest.fixture
def directory(database: Database, tmp_path: Path) -> None:
    """CONTOSO beside a customer whose name holds its own, both with TREY; FABRIKAM with 40 long names."""
    customers: Rows = (
        "id,companyName,domain,relationshipToPartner,country",
        f"{CONTOSO},Contoso,contoso.example,reseller,ES",
        f"{FABRIKAM},Contoso & Hijos,hijos.example,reseller,ES",
        "33333333-0000-4000-8000-000000000003,Trey Sociedad,sociedad.example,reseller,ES",
    )
    established = [f"{key},{TREY},established,gdap,2027-01-01T00:00:00Z,true" for key in (CONTOSO, FABRIKAM)]
    few = (row(1, CONTOSO, "Alpha"), row(2, CONTOSO, "Beta"), row(3, CONTOSO, "Teams", status="deleted"))
    many = (row(100 + number, FABRIKAM, f"{number:02d} {LONG}") for number in range(40))
    folder = files.write(
        tmp_path / "directory",
        customers=customers,
        relationships=(files.SMALL["relationships.csv"][0], *established),
        subscriptions=(HEADER, *few, *many),
    )
    import_directory(database, [folder], provider_tenant_id=PROVIDER, clock=ManualClock(MONDAY))


async def choose(desk: Desk, person: Person, field: str, *values: str) -> None:
    await person.search(field, "")
    await person.select(field, list(values) if field == "assign.subscriptions" else values[0])
    await desk.settle()


async def assigned(desk: Desk, person: Person, contact: str, *subscriptions: str) -> None:
    """Choose subscriptions and contact in the open form, and submit it."""
    await choose(desk, person, "assign.subscriptions", *subscriptions)
    await choose(desk, person, "assign.contact", contact)
    await person.submit()
    await desk.settle()


async def test_another_customer_empties_the_fields_also_where_ids_begin_alike(desk: Desk) -> None:
    hugo = await desk.opened(HUGO, "/assign-support", "contoso.example")
    await choose(desk, hugo, "assign.subscriptions", "Alpha")
    await choose(desk, hugo, "assign.contact", "Trey Research")
    await choose(desk, hugo, "assign.customer", FABRIKAM)
    seen = screen(hugo)
    assert "Contoso & Hijos" in seen
    assert "Alpha" not in seen
    assert "Trey Research" not in seen


async def test_subscriptions_whose_ids_begin_alike_have_versions_of_their_own(desk: Desk) -> None:
    hugo = await desk.opened(HUGO, "/assign-support", "contoso.example")
    await assigned(desk, hugo, "Trey Research", "Alpha")
    await hugo.submit()
    hugo = await desk.opened(HUGO, "/assign-support", "contoso.example")
    await assigned(desk, hugo, "Iberia Cloud", "Alpha", "Beta")
    assert "Iberia Cloud is now the designated support contact of one subscription" in screen(hugo)


@pytest.mark.parametrize(
    ("command", "field"),
    [
        ("/assign-support", "assign.customer"),
        ("/assign-many", "bulk.customer"),
        ("/request-relationship", "request.customer"),
        ("/remove-relationship", "remove.customer"),
        ("/support-contact", "contact.find"),
    ],
)
async def test_a_whole_name_means_that_customer(desk: Desk, command: str, field: str) -> None:
    gloria = await desk.opened(GLORIA, command, "“contóso”")
    assert gloria.value(field)["value"].removeprefix("customer:") == CONTOSO


@pytest.mark.parametrize(
    ("command", "field", "hint"),
    [
        ("/assign-support", "assign", "2 clientes coinciden con «contos»: elige uno abajo."),
        ("/assign-many", "bulk", "2 clientes coinciden con «contos»: elige uno abajo."),
        ("/request-relationship", "request", "«contos» coincide con 2 entradas del directorio: elige abajo."),
        ("/remove-relationship", "remove", "«contos» coincide con 2 entradas: elige abajo qué quitar."),
    ],
)
async def test_a_part_of_several_names_lists_them_to_choose_from(
    desk: Desk, command: str, field: str, hint: str
) -> None:
    gloria = await desk.opened(GLORIA, command, "contos")
    assert hint in screen(gloria)
    assert gloria.value(f"{field}.customer") is None
    listed = await gloria.search(f"{field}.customer", "")
    assert [option["text"]["text"] for option in listed.options] == ["Contoso", "Contoso & Hijos"]
    typed = await gloria.search(f"{field}.customer", "trey")
    assert [option["text"]["text"] for option in typed.options][:1] == ["Trey Sociedad"]


async def test_forty_long_names_are_counted_when_they_are_put_back(desk: Desk) -> None:
    hugo = await desk.opened(HUGO, "/assign-support", "hijos.example")
    await assigned(
        desk, hugo, "Trey Research", *(f"55555555-0000-4000-8000-{100 + number:012d}" for number in range(40))
    )
    await hugo.click("assign.not_right")
    await desk.settle()
    seen = screen(hugo)
    assert "Put back." in seen
    assert "more have their former support contacts again" in seen


async def test_what_can_have_no_contact_is_never_said_to_be_supported(desk: Desk) -> None:
    hugo = await desk.opened(HUGO, "/assign-support", "contoso.example")
    await choose(desk, hugo, "assign.subscriptions", "Teams", "Alpha")
    seen = screen(hugo)
    assert "Teams: no support contact. The subscription is deleted; it cannot have a support contact." in seen
    assert "Alpha: supported by Iberia Cloud" in seen


async def test_a_form_drawn_again_names_what_someone_changed_meanwhile(desk: Desk) -> None:
    hugo = await desk.opened(HUGO, "/assign-support", "contoso.example")
    await choose(desk, hugo, "assign.subscriptions", "Alpha")
    ana = await desk.opened(ANA, "/assign-support", "contoso.example")
    await assigned(desk, ana, "Trey Research", "Alpha")
    await choose(desk, hugo, "assign.contact", "Iberia Cloud")
    seen = screen(hugo)
    assert "Someone changed this while your form was open." in seen
    assert "• Alpha: supported by Trey Research" in seen
    await choose(desk, hugo, "assign.subscriptions", "Beta", "Alpha")
    assert "Someone changed this" not in screen(hugo)
