"""The five directory files as data: their columns, where each goes, and what it refers to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from bot.models import DelegatedAdmin, PartnerKind, PartnershipState, RelationshipState
from bot.services.directory import cells
from bot.services.directory.cells import UNKNOWN, Parse
from bot.services.search.folding import customer_key, key_of
from bot.services.spreadsheets import headers
from bot.services.spreadsheets.headers import word

PARTNERSHIP_STATES = cells.open_words(
    UNKNOWN, PartnershipState.ACTIVE, PartnershipState.REMOVED, Active="activo activa", Removed="quitada eliminada"
)
# Graph's words for a GDAP are accepted where they say that there is a relationship; that one has ended says nothing
# about the reseller relationship itself.
RELATIONSHIP_STATES = cells.open_words(
    UNKNOWN,
    *(RelationshipState.ESTABLISHED, RelationshipState.REMOVED),
    established="active activated approved activating expiring establecida",
    removed="quitada eliminada",
)
DELEGATED = cells.open_words(
    UNKNOWN,
    *(DelegatedAdmin.NONE, DelegatedAdmin.DAP, DelegatedAdmin.GDAP, UNKNOWN),
    gdap="granular granulardelegatedadminprivileges delegatedadminrelationship",
    none="ninguno ninguna",
)


@dataclass(frozen=True)
class Column:
    """One column: its name in the file, in the database, and how a cell becomes a value.

    `default` stands for an empty cell, unless `empty` does, and for a new row when the file lacks the column; a known
    row keeps its value then. `blank` allows empty cells in a required column. `refers` is the table whose key it must
    name. `kept` is SQL for the value that wins over a known row `t` where that is not simply the file's row `s`. `also`
    are other words by which the file may call it, as `headers.word` makes them.
    """

    header: str
    target: str
    parse: Parse
    required: bool = False
    blank: bool = False
    default: Any = None
    empty: Any = None
    type: str = "text"
    refers: str | None = None
    kept: str = ""
    also: str = ""

    @property
    def read(self) -> Parse:
        """Turn a raw cell into the value; raises BadCell."""
        if self.required and not self.blank:
            return cells.filled(self.parse)
        return cells.empty_as(self.default if self.empty is None else self.empty, self.parse)

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

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """Columns of the table in the order of `columns`."""
        return tuple(column.target for column in self.columns)

    @cached_property
    def words(self) -> Mapping[str, str]:
        """Column of the table by the word of a header."""
        return headers.words(**{c.target: f"{word(c.header)} {c.also}" for c in self.columns})

    @property
    def staged(self) -> str:
        """Name of the temporary table its rows wait in."""
        return f"staged_{self.table}"

    @property
    def own_key(self) -> tuple[str, ...]:
        """The key columns that the file itself holds."""
        return tuple(name for name in self.key if name in {column.target for column in self.columns})


def _guid(header: str, target: str, refers: str | None = None, also: str = "") -> Column:
    return Column(header, target, cells.guid, required=True, refers=refers, also=also)


_ALIASES = Column("aliases", "aliases", cells.aliases, default="", also="alias othernames otrosnombres")
# A row of unknown state says nothing of a relationship that is known, nor one of unknown privileges of those it has.
_UNLESS_SILENT = (
    "CASE WHEN s.state = 'unknown' OR s.delegated_admin = 'unknown' AND t.delegated_admin <> 'none' "
    "THEN t.{0} ELSE s.{0} END"
)


PARTNERS = FileFormat(
    file="partners.csv",
    table="partner",
    key=("tenant_id",),
    columns=(
        _guid("tenantId", "tenant_id", also="idinquilino iddeinquilino"),
        Column("mpnId", "mpn_id", cells.digits, required=True, also="partnerid idmpn iddempn iddeasociado"),
        Column("name", "name", cells.name, required=True, also="nombre partnername nombredelasociado"),
        Column("kind", "kind", cells.member(PartnerKind), required=True, also="tipo"),
        Column("location", "location", cells.country, also="ubicacion pais"),
        Column("email", "email", cells.email, also="correo correoelectronico"),
        Column("telephone", "telephone", cells.text, also="telefono"),
        Column("website", "website", cells.website, also="sitioweb"),
        Column("mpaSigned", "mpa_signed", cells.flag, type="boolean", also="mpafirmado"),
        Column("programActive", "program_active", cells.flag, type="boolean", also="programaactivo"),
        _ALIASES,
        Column("otherMpnIds", "other_mpn_ids", cells.numbers, default="", also="otherpartnerids otrosidmpn"),
        Column("partnerOfRecord", "record_health", cells.HEALTHS, also="partneronrecord asociadoregistrado"),
    ),
    # Its parts may come from different files; written once all rows are in.
    constants={"search_key": "''"},
)

_REMOVED_AT = "CASE s.state WHEN '{removed}' THEN coalesce(t.removed_at, {{now}}) WHEN 'unknown' THEN t.removed_at END"
_ESTABLISHED_AT = "CASE WHEN s.state = 'established' AND t.state <> s.state THEN {now} ELSE t.established_at END"

PARTNERSHIPS = FileFormat(
    file="partnerships.csv",
    table="partnership",
    key=("provider_tenant_id", "reseller_tenant_id"),
    columns=(
        _guid("partnerTenantId", "reseller_tenant_id", refers="partner", also="iddeinquilinodelasociado"),
        Column(
            "state",
            "state",
            PARTNERSHIP_STATES,
            required=True,
            also="estado",
            kept="CASE WHEN s.state = 'unknown' THEN t.state ELSE s.state END",
        ),
        Column("establishedAt", "established_at", cells.instant, type="timestamptz", also="fechadeestablecimiento"),
    ),
    constants={"provider_tenant_id": "{provider}"},
    also={"removed_at": _REMOVED_AT.format(removed=PartnershipState.REMOVED)},
)

CUSTOMERS = FileFormat(
    file="customers.csv",
    table="customer",
    key=("id",),
    columns=(
        _guid("id", "id", also="microsoftid iddemicrosoft identificadordemicrosoft idcliente iddecliente"),
        Column(
            "companyName",
            "company_name",
            cells.name,
            required=True,
            also="nombredelacompania nombredelaempresa nombredeempresa empresa",
        ),
        Column(
            "domain",
            "domain",
            cells.domain,
            required=True,
            blank=True,
            default="",
            also="primarydomainname nombrededominioprincipal nombrededominioprimario dominioprincipal dominio",
        ),
        Column(
            "relationshipToPartner",
            "relationship_to_partner",
            cells.relationship,
            default="reseller",
            also="relationship relacion",
            kept="CASE WHEN s.relationship_to_partner = 'unknown' THEN t.relationship_to_partner "
            "ELSE s.relationship_to_partner END",
        ),
        Column("country", "country", cells.country, also="pais"),
        _ALIASES,
    ),
    ignored=("Tags", "Etiquetas"),
    derived=("search_key",),
    derive=lambda row: (customer_key(row["company_name"], row["domain"]),),
)

RELATIONSHIPS = FileFormat(
    file="relationships.csv",
    table="customer_relationship",
    key=("customer_id", "partner_tenant_id"),
    columns=(
        _guid("customerId", "customer_id", refers="customer", also="idcliente iddecliente"),
        _guid("partnerTenantId", "partner_tenant_id", refers="partner", also="iddeinquilinodelasociado"),
        Column(
            "state",
            "state",
            RELATIONSHIP_STATES,
            required=True,
            also="estado",
            kept="CASE WHEN s.state = 'unknown' THEN t.state ELSE s.state END",
        ),
        Column(
            "delegatedAdmin",
            "delegated_admin",
            DELEGATED,
            default=DelegatedAdmin.NONE.value,
            also="administraciondelegada",
            kept=_UNLESS_SILENT.format("delegated_admin"),
        ),
        Column(
            "delegatedAdminExpiresAt",
            "delegated_admin_expires_at",
            cells.instant,
            type="timestamptz",
            also="enddatetime vencimiento",
            kept=_UNLESS_SILENT.format("delegated_admin_expires_at"),
        ),
        Column(
            "autoExtend",
            "auto_extend",
            cells.extends,
            default=False,
            type="boolean",
            also="autoextendduration extensionautomatica",
            kept=_UNLESS_SILENT.format("auto_extend"),
        ),
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
        _guid("id", "id", also="subscriptionid idsuscripcion iddesuscripcion"),
        _guid("customerId", "customer_id", refers="customer", also="idcliente iddecliente"),
        Column("friendlyName", "friendly_name", cells.name, required=True, also="nombredescriptivo"),
        Column("offerName", "offer_name", cells.text, also="nombredelaoferta oferta"),
        Column("productType", "product_type", cells.text, also="tipodeproducto"),
        Column("billingType", "billing_type", cells.BILLING, also="tipodefacturacion"),
        Column("quantity", "quantity", cells.count, type="integer", also="cantidad"),
        Column("status", "status", cells.STATUSES, default="active", also="estado"),
        # An empty cell says that there is no partner on record, a file without the column says nothing.
        Column("partnerId", "partner_id", cells.digits, empty="", also="iddeasociado"),
        Column("channel", "channel", cells.CHANNELS, default="csp", also="canal"),
        Column("creationDate", "creation_date", cells.instant, type="timestamptz", also="fechadecreacion"),
        Column(
            "commitmentEndDate",
            "commitment_end_date",
            cells.instant,
            type="timestamptz",
            also="renewaldate findecompromiso fechaderenovacion",
        ),
        Column(
            "supportTenantId",
            "imported_support_tenant_id",
            cells.guid,
            refers="partner",
            also="iddeinquilinodesoporte",
        ),
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
