"""The work on a generated directory: contacts, assignments, requests, history, messages, jobs, and what ticks read."""

from bot.services.assign_many.sheet import MOST_ROWS
from bot.services.departures.facts import OF_RESELLER
from tests.conftest import PROVIDER
from tests.growth.sql import Rows

DAY = 86_400
PEOPLE = 50
# One subscription of a hundred belongs to customer 0, up to a thousand: no customer has more by far.
OWNER = "(CASE WHEN i % 100 = 7 AND i < 100000 THEN 0 ELSE i / 10 END)"
# Numbers of assignments `i` are those of every second subscription.
_EVEN_OWNER = "(i * 2 / 10)"
_PERSON = f"'U' || (i % {PEOPLE})"


def fill(rows: Rows, size: int, partners: int) -> None:
    """Write all of it; needs the directory of as many subscriptions and partners."""
    _contacts(rows, size // 2, partners)
    _waiting(rows, size, partners)
    _long_history(rows, size // 100)
    _history(rows, size)
    _messages(rows, size)
    _mails(rows, size // 20)
    _requests(rows, size // 20)
    _agreements(rows, size // 50, partners)
    _jobs(rows, size)
    _departures(rows, size // 100)
    _upkeep(rows, size)
    _mirror(rows, size // 10)


def _contacts(rows: Rows, count: int, partners: int) -> None:
    """Every second subscription has a contact, half of them partner 1; a tenth is to be reviewed."""
    sql = rows.sql
    contact = (
        f"CASE WHEN i % 2 = 0 THEN {sql.partner('1')} ELSE {sql.partner(f'2 + {_EVEN_OWNER} % {partners - 1}')} END"
    )
    applied = sql.at(f"-{DAY} * (i % 200)")
    assignments = {
        "batch_id": "'B' || (i / 5)",
        "customer_id": sql.customer(_EVEN_OWNER),
        "subscription_id": sql.subscription("i * 2"),
        "from_tenant_id": f"'{PROVIDER}'",
        "to_tenant_id": contact,
        "state": "CASE WHEN i % 10 = 0 THEN 'applied' ELSE 'closed' END",
        # A ticket for every two hundred, and one agreement for all of partner 1.
        "ticket_key": "CASE WHEN i % 10 > 0 THEN 'inc' || (100000 + i / 200) END",
        "agreement_key": "CASE WHEN i % 2 = 0 THEN 'agr-0' END",
        "requested_by": f"'U' || (i / 5 % {PEOPLE})",
        "requested_at": applied,
        "applied_at": applied,
        # A tenth of what is to be reviewed is due now.
        "next_nudge_at": f"CASE WHEN i % 10 = 0 THEN {sql.at(f'CASE WHEN i % 100 = 0 THEN -60 ELSE {DAY} END')} END",
        "apply_when_established": "false",
        "reference": "'B' || (i / 5)",
    }
    rows.add("assignment", count, assignments)
    contacts = {
        "subscription_id": sql.subscription("i * 2"),
        "support_tenant_id": contact,
        "origin": "'assigned'",
        "since": applied,
        "set_by": _PERSON,
        "version": "1",
        "assignment_id": "i + 1",
    }
    rows.add("support_contact", count, contacts)


def _agreements(rows: Rows, count: int, partners: int) -> None:
    """Record agreements with everybody, half of them with partner 1; the end of one in fifty is due."""
    sql = rows.sql
    whose = f"CASE WHEN i % 2 = 0 THEN {sql.partner('1')} ELSE {sql.partner(f'1 + i % {partners}')} END"
    day = "'2026-01-01'"
    columns = {
        "provider_tenant_id": f"'{PROVIDER}'",
        "reseller_tenant_id": whose,
        "reference": "'AGR-' || i",
        "reference_key": "'agr-' || i",
        "first_day": day,
        "last_day": day,
        "remind_days": "30",
        "zone": "'UTC'",
        "owner": _PERSON,
        "created_at": sql.at(-DAY),
        "due_at": sql.at(f"CASE WHEN i % 50 = 1 THEN -60 ELSE {DAY} END"),
        "version": "1",
    }
    rows.add("support_agreement", count, columns)


def _waiting(rows: Rows, size: int, partners: int) -> None:
    """A hundredth of the subscriptions waits for the reseller that has no relationship yet."""
    sql = rows.sql
    columns = {
        "batch_id": "'W' || i",
        "customer_id": sql.customer("i * 10"),
        "subscription_id": sql.subscription("i * 100 + 1"),
        "from_tenant_id": f"'{PROVIDER}'",
        "to_tenant_id": sql.partner(str(partners + 1)),
        "state": "'waiting_relationship'",
        "requested_by": _PERSON,
        "requested_at": sql.at(-DAY),
        "apply_when_established": "i % 2 = 0",
        "reference": "'W' || i",
    }
    rows.add("assignment", size // 100, columns)


def _long_history(rows: Rows, count: int) -> None:
    """Subscription 0 was handed to and fro."""
    sql = rows.sql
    at = sql.at("-300 * 86400 - 60 * i")
    columns = {
        "batch_id": "'H' || i",
        "customer_id": sql.customer("0"),
        "subscription_id": sql.subscription("0"),
        "from_tenant_id": f"'{PROVIDER}'",
        "to_tenant_id": sql.partner("1"),
        "state": "'superseded'",
        "requested_by": _PERSON,
        "requested_at": at,
        "applied_at": at,
        "apply_when_established": "false",
        "reference": "'H' || i",
    }
    rows.add("assignment", count, columns)


def _history(rows: Rows, count: int) -> None:
    sql = rows.sql
    document = f"'{{\"support_tenant_id\": \"' || {sql.partner('1')} || '\", \"assignment_id\": ' || (i + 1) || '}}'"
    columns = {
        "at": sql.at(f"-{DAY} * 300 + i * 20"),
        "reference": "'B' || (i / 5)",
        "actor_id": _PERSON,
        "action": "'contact.assigned'",
        "subject_type": "'support_contact'",
        "subject_id": sql.subscription("CASE WHEN i % 100 = 99 THEN 0 ELSE i END"),
        "customer_id": sql.customer("i / 10"),
        "after": sql.json(document),
    }
    rows.add("audit_event", count, columns)


def _messages(rows: Rows, count: int) -> None:
    """As many as subscriptions were sent within a year; a hundredth more is due, to a twentieth of that of readers."""
    sql = rows.sql
    sent = {
        "dedupe_key": "'sent' || i",
        "kind": "'contact.changed'",
        "subject": "'batch:B' || (i / 5)",
        "recipient": _PERSON,
        "payload": sql.json("'{\"batch_id\": \"B' || (i / 5) || '\"}'"),
        "created_at": sql.at(f"-{DAY} * (i % 300)"),
        "due_at": sql.at(f"-{DAY} * (i % 300)"),
        "state": "'sent'",
        "attempts": "1",
        "slack_channel": "'D1'",
        "slack_ts": "'1.' || i",
    }
    rows.add("outbox_message", count, sent)
    due = {"dedupe_key": "'due' || i", "subject": "'due:' || i", "recipient": f"'C' || (i % {max(1, count // 2000)})"}
    due |= {"created_at": sql.at(-60), "due_at": sql.at(-60), "state": "'pending'", "attempts": "0"}
    dropped = ("slack_channel", "slack_ts")
    rows.add("outbox_message", count // 100, {k: v for k, v in (sent | due).items() if k not in dropped})
    lanes = {"key": "'C' || i", "free_at": sql.at(-3_600)}
    rows.add("outbox_lane", max(1, count // 2000), lanes)


def _mails(rows: Rows, count: int) -> None:
    """One in a hundred waits, the others were taken."""
    sql = rows.sql
    columns = {
        "dedupe_key": "'mail' || i",
        "about": "'request:' || i",
        "recipient": "'admin@customer.example'",
        "title": "'Invitation'",
        "body": "'Dear customer'",
        "by": _PERSON,
        "state": "CASE WHEN i % 100 = 0 THEN 'pending' ELSE 'sent' END",
        "created_at": sql.at(f"-{DAY} * (1 + i % 80)"),
        "due_at": sql.at(-60),
        "attempts": "1",
    }
    rows.add("mail_message", count, columns)


def _requests(rows: Rows, count: int) -> None:
    """One in ten is pending, of which one in ten is due to be reminded of; half are partner 1's."""
    sql = rows.sql
    sent = sql.at(f"-{DAY} * (1 + i % 20)")
    ours = "CASE WHEN i % 20 < 10 THEN"
    columns = {
        "type": f"{ours} 'customer_reseller' ELSE 'customer_indirect_reseller' END",
        "inviter_tenant_id": f"{ours} '{PROVIDER}' ELSE {sql.partner('1')} END",
        "reseller_tenant_id": f"{ours} NULL ELSE {sql.partner('1')} END",
        "target_key": sql.customer("i"),
        "customer_id": sql.customer("i"),
        "target_name": "'Customer ' || i",
        "url": "'https://example.com/' || i",
        "email_text": "'Dear customer'",
        "locale": "'en'",
        "recipient": "'admin@customer.example'",
        "state": "CASE WHEN i % 10 = 0 THEN 'pending' ELSE 'established' END",
        "created_by": _PERSON,
        # Not by the same remainder as the state, or five people would own all that is pending.
        "owner": f"'U' || (i / 10 % {PEOPLE})",
        "created_at": sent,
        "sent_at": sent,
        "reminder_count": "0",
        "resend_count": "0",
        "reminders_stopped": "false",
        "next_reminder_at": sql.at(f"CASE WHEN i % 100 = 0 THEN -60 ELSE {DAY} END"),
        "due_at": sql.at(f"{DAY} * 20"),
        "resolved_at": f"CASE WHEN i % 10 > 0 THEN {sent} END",
        "resolution": "CASE WHEN i % 10 > 0 THEN 'accepted' END",
        "reference": "'R' || i",
    }
    rows.add("relationship_request", count, columns)
    # Each tenth asks for GDAP along, and has the other link accepted.
    for kind, accepted in (("customer_indirect_reseller", sent), ("gdap", "NULL")):
        links = {
            "request_id": "i * 10 + 11",
            "kind": f"'{kind}'",
            "inviter_tenant_id": sql.partner("1"),
            "url": "'https://example.com/' || i",
            "accepted_at": accepted,
        }
        rows.add("request_link", count // 20, links)


def _departures(rows: Rows, closed: int) -> None:
    """Partner 1 leaves, departure 1; others did long ago."""
    sql = rows.sql
    begun = sql.at(-DAY * 30)
    under_way = {
        "reseller_tenant_id": sql.partner("1"),
        "state": "'open'",
        "owner": "'U1'",
        "opened_by": "'U1'",
        "opened_at": begun,
        "next_reminder_at": sql.at(-60),
        "reminder_count": "0",
        "reference": "'D' || i",
    }
    rows.add("departure", 1, under_way)
    over = {"state": "'closed'", "closed_by": "'U1'", "closed_at": begun, "next_reminder_at": "NULL"}
    rows.add("departure", closed, {**under_way, **over})
    kinds = " ".join(f"WHEN {number} THEN '{kind}'" for number, kind in enumerate(OF_RESELLER))
    step = {
        "departure_id": f"1 + i / {len(OF_RESELLER)}",
        "kind": f"CASE i % {len(OF_RESELLER)} {kinds} END",
        "at_start": "1",
        "remaining": "1",
    }
    rows.add("departure_step", (1 + closed) * len(OF_RESELLER), step)


def _jobs(rows: Rows, size: int) -> None:
    """Jobs of `/assign-many` that ended long ago, and one that waits to be confirmed, as large as any may be."""
    sql, largest = rows.sql, min(size // 10, MOST_ROWS)
    ended = {
        "id": "'J' || i",
        "kind": "'customer'",
        "state": "'done'",
        "ignored": sql.json("'[]'"),
        "owners": sql.json("'[]'"),
        "created_by": _PERSON,
        "zone": "'UTC'",
        "created_at": sql.at(-DAY * 9),
        "started_at": sql.at(-DAY * 9),
        "ended_at": sql.at(-DAY * 9),
        "closed_at": sql.at(-DAY * 8),
        "reached": "''",
        "ready": "1",
        "changed": "1",
        "skipped": "0",
        "file_state": "'sent'",
        "file_tries": "0",
    }
    rows.add("bulk_job", size // 100, ended)
    checked = {"id": "'LARGE'", "state": "'checked'", "ready": str(largest), "changed": "0", "file_state": "'none'"}
    undone = ("started_at", "ended_at", "closed_at")
    rows.add("bulk_job", 1, {k: v for k, v in (ended | checked).items() if k not in undone})
    lines = {
        "job_id": "'LARGE'",
        "line": "i",
        "state": "CASE WHEN i % 10 = 0 THEN 'refused' ELSE 'ready' END",
        "customer_id": sql.customer("i"),
        "subscription_id": sql.subscription("i * 10 + 1"),
        "target_id": sql.partner("1"),
        "said_subscription": "''",
        "said_target": "''",
        "reasons": sql.json("'[]'"),
        "seen_version": "0",
    }
    rows.add("bulk_row", largest, lines)


def _upkeep(rows: Rows, size: int) -> None:
    sql = rows.sql
    outcome = sql.json("'{}'")
    # A tenth of the keys is older than they are kept.
    at = sql.at(f"CASE WHEN i % 10 = 0 THEN -2 * {DAY} ELSE -60 END")
    rows.add("processed_delivery", size, {"key": "'old' || i", "at": at, "outcome": outcome})
    message = {"at": sql.at("CASE WHEN i % 2 = 0 THEN -7200 ELSE -60 END"), "origin": "'x'", "kind": "'people'"}
    rows.add("replica_message", size // 100, message | {"payload": sql.json("'{}'")})
    rows.add("person_setting", PEOPLE, {"user_id": "'U' || i", "language": "'en'", "updated_at": sql.at(-DAY)})
    # All history but the last hundredth is sealed.
    sealed = size - size // 100
    seals = max(1, sealed // 500)
    seal = {"at": sql.at(-DAY), "events": "500", "last_event": f"(i + 1) * {sealed // seals}", "root": "'r' || i"}
    rows.add("audit_seal", seals, seal | {"previous": "'p' || i", "hash": "'p' || (i + 1)"})
    event = {"event_id": "i + 1", "seal_id": f"i / {sealed // seals} + 1", "digest": "'d' || i", "salt": "'s'"}
    rows.add("audit_sealed_event", sealed // seals * seals, event)


def _mirror(rows: Rows, customers: int) -> None:
    """All customers were read, a hundredth of them long ago."""
    sql = rows.sql
    read = sql.at(f"CASE WHEN i % 100 = 0 THEN -30 * {DAY} ELSE -60 END")
    seen = {"customer_id": sql.customer("i"), "seen_at": sql.at(-60), "read_at": read}
    rows.add("mirrored_customer", customers, seen)
    gdap = {
        "id": "'G' || i",
        "name": "'GDAP ' || i",
        "status": "'active'",
        "customer_id": sql.customer("i"),
        "consent_pending": "false",
        "seen_at": sql.at(-60),
        "groups_read_at": read,
    }
    rows.add("gdap_relationship", customers, gdap)
    record = {
        "key": "'A' || i",
        "at": sql.at(f"CASE WHEN i % 10 = 0 THEN -100 * {DAY} ELSE -60 END"),
        "operation": "'update'",
        "resource": "'subscription'",
        "status": "'succeeded'",
        "customer_id": sql.customer("i"),
        "details": sql.json("'{}'"),
    }
    rows.add("activity_record", customers, record)
    former = {"party": "'customer'", "tenant_id": sql.customer("i"), "folded": "'old ' || i", "kind": "'former'"}
    rows.add("other_name", max(1, customers // 10), former | {"name": "'Old ' || i", "noted_at": sql.at(-DAY)})
    said = {"subject": "'customer'", "subject_id": sql.customer("i"), "field": "'domain'", "source": "'import'"}
    rows.add("other_statement", max(1, customers // 10), said | {"value": "'x'", "said_at": sql.at(-DAY)})
