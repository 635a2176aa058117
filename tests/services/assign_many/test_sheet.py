"""Files that people drop: every spelling of a header, every kind of garbage; all faults listed, nothing guessed."""

import csv
import io
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.db import Database
from bot.errors import InvalidInput
from bot.services import commerce
from bot.services.assign_many import dry_run
from bot.services.assign_many.sheet import MOST_BYTES, MOST_ROWS, read
from tests.conftest import MONDAY, PROVIDER
from tests.kit.assign_many import build, checked, file, states, sub
from tests.kit.world import CONTOSO, FABRIKAM, TREY, customer, partner, subscription

TWINS = ("33333333-0000-4000-8000-00000000000a", "33333333-0000-4000-8000-00000000000b")
PAIR = ("22222222-0000-4000-8000-00000000000a", "22222222-0000-4000-8000-00000000000b")
PLANS = f'["{sub(90)}", 3, "2026-03-02"], ["{sub(91)}", null, "2026-03-02"]'
HEADER = "subscriptionId,supportTenantId\n"


def refused(content: bytes) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        read(content)
    assert caught.value.field == "file"
    return caught.value


@pytest.mark.parametrize(
    "header",
    [
        "subscriptionId,supportTenantId",
        "Subscription ID;Support tenant ID",
        "SUBSCRIPTION_ID\tSUPPORT-TENANT-ID",
        '"subscription id","support contact"',
        "id. de suscripción|contacto de soporte",
        "note,subscriptionId,mpn id,other",
        "Customer,Subscription,Designated support contact",
        "cliente,suscripción,contacto de soporte técnico designado",
        "\n\nsubscriptionId,supportMpnId",
        "sep=;\nsubscriptionId;supportContact",
        "#TYPE Some.Object\nid,customerId,friendlyName,supportTenantId",
        "customerId,customerName,subscriptionId,supportTenantId",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_tolerant_headers(header: str, encoding: str) -> None:
    last = header.splitlines()[-1]
    separator = next(mark for mark in ";\t|," if mark in last)
    row = separator.join("x" for _ in last.split(separator))
    (entry,) = read(f"{header}\n{row}\n".encode(encoding))
    assert entry.faults == ()
    assert entry.line == len(header.splitlines()) + 1
    assert set(entry.cells.values()) == {("x",)}


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "assign-many-file-empty"),
        (b"\xef\xbb\xbf \n\n", "assign-many-file-empty"),
        (HEADER.encode(), "assign-many-file-no-rows"),
        (b"PK\x03\x04xl/workbook", "assign-many-file-workbook"),
        ("subscriptionId,mpnId\nx,Ibérica\n".encode("cp1252"), "assign-many-file-not-utf8"),
        (b"a" * (MOST_BYTES + 1), "assign-many-file-too-large"),
        (b"a,b\nc,d\n", "assign-many-file-columns"),
        (HEADER.encode() + b"a,b\n" * (MOST_ROWS + 1), "assign-many-file-too-many"),
        (b'"' + b"x" * 200_000, "assign-many-file-unclosed"),
        (HEADER.encode() + b'a,"b\n' * 3, "assign-many-file-unclosed"),
        (b"," * 2_000 + b"x\n", "assign-many-file-too-wide"),
        (b"\x00\x01\x02", "assign-many-file-not-text"),
        (b"subscriptionId,Reseller\nx,y\n", "assign-many-file-columns-sold"),
    ],
)
def test_files_that_cannot_be_read_at_all(content: bytes, key: str) -> None:
    assert refused(content).key == key


def test_all_that_is_wrong_with_the_columns_is_listed_at_once() -> None:
    error = refused(b"customer,Customer Name,note,Reseller,MPN,TenantId\na,b,c\n")
    assert error.args_for_text["sold"] == ["Reseller", "MPN", "TenantId"]
    assert error.args_for_text["faults"] == [
        "subscriptionId | customer + subscription",
        "supportTenantId | mpnId | supportContact",
    ]


def test_ten_thousand_rows_are_taken() -> None:
    assert len(read(HEADER.encode() + b"a,b\n" * MOST_ROWS)) == MOST_ROWS


def test_a_ticket_may_be_named_and_is_never_cut() -> None:
    text = f"subscriptionId,mpnId,Número de ticket\n1,4000001,#INC 12\n2,4000001,\n3,4000001,{'7' * 65}\n"
    entries = read(text.encode())
    assert [entry.cell("ticket") for entry in entries][:2] == ["#INC 12", ""]
    assert [entry.faults for entry in entries] == [(), (), ("ticket-long",)]


def test_every_bad_row_is_listed_and_the_others_are_read() -> None:
    text = (
        "customer,subscription,mpnId\n"
        "Contoso,Office,4000001\n"
        ",Office,4000001\n"
        "Contoso,Office,\n"
        "Contoso,Off\0ice,4000001\n"
        "Contoso,Office,4000001,extra\n"
        f"Contoso,{'x' * 501},4000001\n"
        '"Contoso","Office"x,4000001\n'
        "\n"
        "Contoso,Office\n"
        "Contoso,Office,4000001,,,\n"
        "Contoso\n"
        ",,4000001\n"
    )
    entries = read(text.encode())
    found = [(entry.line, entry.faults) for entry in entries]
    assert [entry.line for entry in entries if entry.empty] == [4, 10, 12]
    assert {entry.empty for entry in entries} == {"", "mpnId"}
    assert found == [
        (2, ()),
        (3, ("subscription-missing:subscription",)),
        (4, ()),
        (5, ("cell-control",)),
        (6, ("row-width",)),
        (7, ("cell-long",)),
        (8, ("row-quotes:8",)),
        (10, ()),
        (11, ()),
        (12, ("subscription-missing:customer",)),
        (13, ("subscription-missing:nothing",)),
    ]


@pytest.mark.parametrize("cell", ['"=""0042"""', "'=0042", "0042"])
def test_spreadsheets_ways_to_keep_text_as_text(cell: str) -> None:
    (entry,) = read(f"subscriptionId,mpnId\nx,{cell}\n".encode())
    assert entry.cell("mpn_id").removeprefix("=") == "0042"


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_in_words(content: bytes) -> None:
    try:
        entries: object = read(content)
    except InvalidInput as error:
        entries = error.key.startswith("assign-many-file-")
    assert entries


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), min_size=1, max_size=20))
def test_whatever_a_spreadsheet_can_write_is_read_back(rows: list[tuple[str, str]]) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    writer.writerow(("subscriptionId", "supportContact"))
    writer.writerows(rows)
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    try:
        content = buffer.getvalue().encode()
    except UnicodeEncodeError:
        return
    if not filled:
        assert refused(content).key == "assign-many-file-no-rows"
        return
    entries = read(content)
    assert len(entries) == len(filled)
    for entry, cells in zip(entries, filled, strict=True):
        for said, cell in zip((entry.cell("subscription_id"), entry.cell("partner")), cells, strict=True):
            assert not {"Cc", "Cs"} & {category(letter) for letter in said}
            plain = " ".join(cell.split())
            if plain.isprintable() and not plain.startswith(("=", "'")):
                assert said == plain


@pytest.fixture
def directory(database: Database) -> None:
    database.write_now(build)


def verdicts(database: Database, text: str) -> list[tuple[int, str, tuple[str, ...]]]:
    found = database.read_now(lambda s: dry_run.check(s, PROVIDER, file(text), MONDAY))
    return [(verdict.wish.line, verdict.state.value, verdict.reasons) for verdict in found]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("subscriptionId,supportTenantId", f"{sub(0).upper()},{TREY.upper()}"),
        ("subscriptionId,mpnId", f"{sub(0)},4000001"),
        ("subscriptionId,supportContact", f"{sub(0)},TRÉY  research"),
        ("customer,subscription,supportContact", "contoso,OFFICE 0,4000001"),
        ("customer,subscription,mpnId,supportContact", "contoso.com,Office 0,4000001,Trey Research"),
        ("customer,subscriptionId,supportTenantId", f"Contoso,{sub(0)},{TREY}"),
        ("customer,subscription,supportTenantId", f"{CONTOSO},Office 0,{TREY}"),
    ],
)
def test_every_way_to_name_things(database: Database, directory: None, header: str, row: str) -> None:
    assert verdicts(database, f"{header}\n{row}\n") == [(2, "ready", ())]


def test_every_reason_to_refuse_a_row_of_a_file(database: Database, directory: None) -> None:
    def more(session: object) -> None:
        session.add_all(  # type: ignore[attr-defined]
            [
                *(customer(key, "Twin") for key in TWINS),
                partner(PAIR[0], "Twin", "4000010"),
                partner(PAIR[1], "Twin", "4000011"),
                subscription(sub(90), "Visio", quantity=3),
                subscription(sub(91), "Visio"),
                subscription(sub(92), "Gone", status="deleted", product_type="OnlineServicesNCE"),
            ]
        )

    database.write_now(more)
    database.info[commerce.REFUSED] = True
    text = "\n".join(
        [
            "subscriptionId,customer,subscription,supportTenantId,mpnId,supportContact",
            f"{sub(0)},,,{TREY},,",
            f"{sub(1)},,,,,Iberia Cloud",
            f"{sub(77)},,,{TREY},,",
            ",Nobody,Office 1,,4000001,",
            ",TWIN.com,Office 1,,4000001,",
            ",Contoso,Visio,,4000001,",
            ",Contoso,Access,,4000001,",
            f"{sub(0, 2)},Contoso,,,4000001,",
            f"{sub(1, 2)},,,,9999999,",
            f"{sub(2)},,,,4000001,Fabrikam",
            f"{sub(90)},,,,,Twin",
            f"{sub(0)},,,{TREY},,",
            f"{sub(91)},,,{TREY},,",
            f"{sub(91)},,,{PROVIDER},,",
            f"{sub(92)},,,{FABRIKAM},,",
            f"{sub(0, 3)},,,{TREY},,",
            ",www.Adatum.com,Exchange 0,,4000001,",
            ",it@twin.com,Exchange 1,,4000001,",
        ]
    )
    assert verdicts(database, text)[-2:] == [
        # Understood: it is the one that line 9 names.
        (18, "refused", ("repeated:9",)),
        (19, "refused", (f'customer-ambiguous-domain:[[["Twin", "{TWINS[0]}"], ["Twin", "{TWINS[1]}"]], 2]',)),
    ]
    assert verdicts(database, text)[:-2] == [
        (2, "ready", ()),
        (3, "same", ("e10-same",)),
        (4, "refused", ("subscription-unknown",)),
        (5, "refused", ("customer-unknown",)),
        (6, "refused", (f'customer-ambiguous-domain:[[["Twin", "{TWINS[0]}"], ["Twin", "{TWINS[1]}"]], 2]',)),
        (7, "refused", (f"subscription-ambiguous:[[{PLANS}], 2]",)),
        (8, "refused", ("subscription-unknown",)),
        (9, "refused", ("customer-contradicts",)),
        (10, "refused", ("partner-unknown",)),
        (11, "refused", ("partner-contradicts",)),
        (12, "refused", (f'partner-ambiguous-name:[[["Twin", "{PAIR[0]}"], ["Twin", "{PAIR[1]}"]], 2]',)),
        (13, "refused", ("repeated:2",)),
        (14, "refused", ("contradictory:15",)),
        (15, "refused", ("contradictory:14",)),
        (16, "refused", ("e1-deleted", "e2-new-commerce", "e8-no-relationship", "e9-no-delegated-admin")),
        (17, "refused", ("e3-not-our-customer", "e8-no-relationship", "e9-no-delegated-admin")),
    ]


def test_a_job_of_a_file_keeps_every_row(database: Database, directory: None) -> None:
    checked(database, file(f"{HEADER}{sub(0)},{TREY}\n=cmd|' /C calc'!A0,{TREY}\n\0,\n"))
    assert states(database) == ["ready", "refused", "unasked"]
