"""The five directory files as data: their columns, where each goes, and what it refers to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.models import DelegatedAdmin, PartnerKind, PartnershipState, RelationshipState
from bot.services.directory import cells
from bot.services.directory.cells import Parse
from bot.services.search.folding import customer_key, key_of

RELATIONSHIPS_TO_PARTNER = ("reseller", "advisor", "syndication", "microsoft_support", "none", "unknown")
STATUSES = ("none", "active", "pending", "suspended", "expired", "disabled", "deleted")
BILLING = ("none", "usage", "license", "benefit")
CHANNELS = ("csp", "direct", "advisor", "open", "ea", "other")


@dataclass(frozen=True)
class Column:
    """One column: its name in the file, in the database, and how a cell becomes a value.

    `default` stands for an empty cell, and for a new row when the file lacks the column; a known row keeps its
    value then. `refers` is the table whose key it must name. `kept` is SQL for the value that wins over a known
    row `t` where that is not simply the file's row `s`.
    """

    header: str
    target: str
    parse: Parse
    required: bool = False
    default: Any = None
    type: str = "text"
    refers: str | None = None
    kept: str = ""
    exported: tuple[str, Parse] | None = None

    def reader(self, parse: Parse) -> Parse:
        """Turns a raw cell into the value; raises BadCell."""
        return cells.filled(parse) if self.required else cells.empty_as(self.default, parse)

    @property
    def wins(self) -> str:
        """SQL for the new value of a known row."""
        return self.kept or f"s.{self.target}"


@dataclass(frozen=True, eq=False)
class FileFormat:
    """One file name: its table, its key, its columns; `derived` values are computed from a row's own.

    `source` selects what is merged from the staged rows, with every column of the table named as there;
    `also` are columns set by SQL when a row changes; `provider` is a key column that is always our own tenant.
    """

    file: str
    table: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    ignored: tuple[str, ...] = ()
    derived: tuple[str, ...] = ()
    derive: Callable[[Mapping[str, Any]], tuple[Any, ...]] = field(default=lambda _row: ())
    source: str = "SELECT * FROM {staged}"
    also: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)

    @property
    def staged(self) -> str:
        """Name of the temporary table its rows wait in."""
        return f"staged_{self.table}"

    @property
    def own_key(self) -> tuple[str, ...]:
        """The key columns that the file itself holds."""
        return tuple(name for name in self.key if name in {column.target for column in self.columns})


def _guid(header: str, target: str, refers: str | None = None) -> Column:
    return Column(header, target, cells.guid, required=True, refers=refers)


PARTNERS = FileFormat(
    file="partners.csv",
    table="partner",
    key=("tenant_id",),
    columns=(
        _guid("tenantId", "tenant_id"),
        Column("mpnId", "mpn_id", cells.digits, required=True),
        Column("name", "name", cells.name, required=True),
        Column("kind", "kind", cells.member(PartnerKind), required=True),
        Column("location", "location", cells.country),
        Column("email", "email", cells.email),
        Column("telephone", "telephone", cells.text),
        Column("website", "website", cells.website),
        Column("mpaSigned", "mpa_signed", cells.flag, type="boolean"),
        Column("programActive", "program_active", cells.flag, type="boolean"),
    ),
    # Its parts may come from different files; written once all rows are in.
    constants={"search_key": "''"},
)

_REMOVED_AT = "CASE WHEN s.state = '{removed}' THEN coalesce(t.removed_at, {{now}}) END"
_ESTABLISHED_AT = "CASE WHEN s.state = 'established' AND t.state <> s.state THEN {now} ELSE t.established_at END"

PARTNERSHIPS = FileFormat(
    file="partnerships.csv",
    table="partnership",
    key=("provider_tenant_id", "reseller_tenant_id"),
    columns=(
        _guid("partnerTenantId", "reseller_tenant_id", refers="partner"),
        Column("state", "state", cells.member(PartnershipState), required=True),
        Column("establishedAt", "established_at", cells.instant, type="timestamptz"),
    ),
    constants={"provider_tenant_id": "{provider}"},
    also={"removed_at": _REMOVED_AT.format(removed=PartnershipState.REMOVED)},
)

CUSTOMERS = FileFormat(
    file="customers.csv",
    table="customer",
    key=("id",),
    columns=(
        Column("id", "id", cells.guid, required=True, exported=("Microsoft ID", cells.guid)),
        Column("companyName", "company_name", cells.name, required=True, exported=("Company name", cells.name)),
        Column("domain", "domain", cells.domain, required=True, exported=("Primary domain name", cells.domain)),
        Column(
            "relationshipToPartner",
            "relationship_to_partner",
            cells.one_of(*RELATIONSHIPS_TO_PARTNER),
            default="reseller",
            exported=("Relationship", cells.exported_relationship),
        ),
        Column("country", "country", cells.country),
    ),
    ignored=("Tags",),
    derived=("search_key",),
    derive=lambda row: (customer_key(row["company_name"], row["domain"]),),
)

RELATIONSHIPS = FileFormat(
    file="relationships.csv",
    table="customer_relationship",
    key=("customer_id", "partner_tenant_id"),
    columns=(
        _guid("customerId", "customer_id", refers="customer"),
        _guid("partnerTenantId", "partner_tenant_id", refers="partner"),
        Column("state", "state", cells.member(RelationshipState), required=True),
        Column(
            "delegatedAdmin",
            "delegated_admin",
            cells.member(DelegatedAdmin, DelegatedAdmin.ATTESTED),
            default=DelegatedAdmin.NONE.value,
            # A file that does not know says nothing against what a person attested.
            kept="CASE WHEN s.delegated_admin = 'unknown' AND t.delegated_admin = 'attested' "
            "THEN t.delegated_admin ELSE s.delegated_admin END",
        ),
        Column("delegatedAdminExpiresAt", "delegated_admin_expires_at", cells.instant, type="timestamptz"),
        Column("autoExtend", "auto_extend", cells.flag, default=False, type="boolean"),
    ),
    constants={"source": "'import'"},
    also={
        "removed_at": _REMOVED_AT.format(removed=RelationshipState.REMOVED),
        "established_at": _ESTABLISHED_AT,
        "source": "'import'",
    },
)

SUBSCRIPTIONS = FileFormat(
    file="subscriptions.csv",
    table="subscription",
    key=("id",),
    columns=(
        _guid("id", "id"),
        _guid("customerId", "customer_id", refers="customer"),
        Column("friendlyName", "friendly_name", cells.name, required=True),
        Column("offerName", "offer_name", cells.text),
        Column("productType", "product_type", cells.text),
        Column("billingType", "billing_type", cells.one_of(*BILLING)),
        Column("quantity", "quantity", cells.count, type="integer"),
        Column("status", "status", cells.one_of(*STATUSES), default="active"),
        Column("partnerId", "partner_id", cells.digits),
        Column("channel", "channel", cells.one_of(*CHANNELS), default="csp"),
        Column("creationDate", "creation_date", cells.instant, type="timestamptz"),
        Column("supportTenantId", "imported_support_tenant_id", cells.guid, refers="partner"),
    ),
    derived=("own_key",),
    derive=lambda row: (key_of(row["friendly_name"], row["offer_name"])[1:],),
    # A subscription is found by its customer's name too: the first field of the customer's key goes before its own.
    source="SELECT s.*, substr(c.search_key, 1, {position}(substr(c.search_key, 2), {line}) + 1) || s.own_key "
    "AS search_key FROM {staged} s JOIN customer c ON c.id = s.customer_id",
)

# In the order in which rows may refer to each other.
FORMATS = (PARTNERS, PARTNERSHIPS, CUSTOMERS, RELATIONSHIPS, SUBSCRIPTIONS)
BY_FILE = {fmt.file: fmt for fmt in FORMATS}
BY_TABLE = {fmt.table: fmt for fmt in FORMATS}
