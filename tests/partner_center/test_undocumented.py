"""What is kept of a real tenant's answers: shapes and words of programs, nothing of anybody's."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.clock import ManualClock
from bot.db import Database
from bot.models import ActivityRecord, GdapRelationship, UndocumentedAnswer
from bot.partner_center import undocumented
from bot.partner_center.undocumented import redacted
from tests.kit.bodies import body
from tests.kit.microsoft import guid

SECRETS = st.sampled_from([guid("tenant"), "ada@contoso.com", "Contoso Ltd", "4391507", "https://contoso.com/x", "Zoë"])


def test_published_bodies_lose_ids_and_names() -> None:
    for name in ("auditrecords-2020", "customer-by-id", "webhook-bodies", "graph-gdap-mocks"):
        kept = json.dumps(redacted(body(name)))
        assert "4fdbff88" not in kept
        assert "eebd1b55" not in kept
        assert "@" not in kept.replace("@odata", "")
        assert "redmond" not in kept.lower() or name == "customer-by-id"
    assert redacted({"status": "active", "id": guid("x")}) == {"status": "active", "id": "GUID"}
    assert redacted({"operationType": "add_customer"}) == {"operationType": "add_customer"}


@given(value=st.recursive(SECRETS, lambda inner: st.lists(inner) | st.dictionaries(SECRETS, inner), max_leaves=12))
def test_no_secret_gets_through(value: Any) -> None:
    kept = json.dumps(redacted(value), ensure_ascii=False)
    for secret in (guid("tenant"), "ada", "Contoso", "contoso", "4391507", "Zoë"):
        assert secret not in kept


def test_addresses_keep_microsofts_hosts_only() -> None:
    ours = "https://3psostorageacct.blob.core.windows.net/cert/pcnotifications-dispatch.microsoft.com.cer"
    assert redacted(ours) == "address at 3psostorageacct.blob.core.windows.net"
    assert redacted("https://contoso.com/secret") == "address at another host"


def test_our_own_tables_answer_what_they_can(database: Database, clock: ManualClock) -> None:
    now = clock.now()
    assert database.write_now(lambda s: undocumented.look(s, now)) == "no answer yet to U4, U5, U7, U11, U13"
    gdap = GdapRelationship(id="a", name="Contoso", status="active", provider_id=guid("p"), seen_at=now)
    accepted = ActivityRecord(
        key="k",
        at=now,
        operation="indirect_reseller_relationship_accepted_by_customer",
        resource="partner_customer_relationship",
        status="succeeded",
        details={"CustomerName": "Contoso Ltd"},
    )
    database.write_now(lambda s: s.add_all([gdap, accepted]))
    said = database.write_now(lambda s: undocumented.look(s, now))
    assert "no answer yet to U4, U5, U13" in said
    assert "Contoso" not in said
    kept = database.read_now(lambda s: s.get(UndocumentedAnswer, "U11"))
    assert kept is not None
    assert kept.answer == {"said": {"statuses": ["active"]}}
