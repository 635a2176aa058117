"""Directory files for tests: a small believable one, and ways to change it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.clock import ManualClock
from bot.db import Database
from bot.models import Table
from bot.services.directory import ImportReport, import_directory
from bot.services.directory.formats import BY_FILE
from tests.conftest import MONDAY, PROVIDER

TREY, LITWARE = (f"22222222-0000-4000-8000-00000000000{n}" for n in (1, 2))
CONTOSO, FABRIKAM = (f"33333333-0000-4000-8000-00000000000{n}" for n in (1, 2))
OFFICE, VISIO, TEAMS = (f"44444444-0000-4000-8000-00000000000{n}" for n in (1, 2, 3))

Rows = Sequence[str]
Contents = dict[str, list[tuple[Any, ...]]]

SMALL: dict[str, Rows] = {
    "partners.csv": (
        "tenantId,mpnId,name,kind,location,email,telephone,website,mpaSigned,programActive",
        f"{PROVIDER},1000001,Iberia Cloud,indirect_provider,ES,,,,true,true",
        f"{TREY},4567001,Trey Research,indirect_reseller,ES,ayuda@trey.example,+34 910 000 001,https://trey.example,true,true",
        f"{LITWARE},4567002,Litware,indirect_reseller,PT,,,,false,",
    ),
    "partnerships.csv": (
        "partnerTenantId,state,establishedAt",
        f"{TREY},Active,2020-05-04T10:00:00Z",
        f"{LITWARE},Removed,",
    ),
    "customers.csv": (
        "id,companyName,domain,relationshipToPartner,country",
        f"{CONTOSO},Contoso España,contoso.example,reseller,ES",
        f"{FABRIKAM},Fabrikam,fabrikam.example,,",
    ),
    "relationships.csv": (
        "customerId,partnerTenantId,state,delegatedAdmin,delegatedAdminExpiresAt,autoExtend",
        f"{CONTOSO},{TREY},established,gdap,2027-01-01T00:00:00Z,true",
        f"{CONTOSO},{LITWARE},removed,,,",
    ),
    "subscriptions.csv": (
        "id,customerId,friendlyName,offerName,productType,billingType,quantity,status,partnerId,channel,creationDate,supportTenantId",
        f"{OFFICE},{CONTOSO},Office 365 E3,Office 365 E3,,license,25,active,4567001,csp,2021-03-05T06:27:39.0342345Z,",
        f"{VISIO},{CONTOSO},Visio,,,license,3,suspended,,,2022-01-01T00:00:00Z,{TREY}",
        f"{TEAMS},{FABRIKAM},Teams,,OnlineServicesNCE,,,,,,,",
    ),
}


def write(folder: Path, files: dict[str, Rows] | None = None, **replaced: Rows) -> Path:
    """Write SMALL, or `files`; keywords replace a file by its name without `.csv`."""
    folder.mkdir(exist_ok=True)
    chosen = dict(SMALL if files is None else files)
    chosen.update({f"{name}.csv": rows for name, rows in replaced.items()})
    for name, rows in chosen.items():
        assert name in BY_FILE
        (folder / name).write_text("\r\n".join(rows) + "\r\n", "utf-8", newline="")
    return folder


def swap(name: str, old: str, new: str) -> Rows:
    """Return the rows of a file of SMALL with one text replaced everywhere."""
    rows = [row.replace(old, new) for row in SMALL[f"{name}.csv"]]
    assert rows != list(SMALL[f"{name}.csv"])
    return rows


def load(database: Database, *paths: Path, **options: Any) -> ImportReport:
    options.setdefault("clock", ManualClock(MONDAY))
    return import_directory(database, paths, **{"provider_tenant_id": None, **options})


def contents(database: Database) -> Contents:
    """Read every row of every table."""

    def read(session: Any) -> Contents:
        tables = Table.metadata.sorted_tables
        return {table.name: sorted(map(tuple, session.execute(table.select())), key=repr) for table in tables}

    return database.read_now(read)


def get(database: Database, model: type[Any], *key: str) -> Any:
    return database.read_now(lambda session: session.get(model, key if len(key) > 1 else key[0]))
