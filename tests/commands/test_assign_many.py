"""Every screen and message of `/assign-many` is valid Block Kit in both languages, also with the worst names."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.commands.assign_many import form as bulk_form
from bot.commands.assign_many import notices as bulk_notices
from bot.commands.assign_many import preview, words
from bot.commands.shared import action_ids
from bot.local_slack.blockkit import check_message, check_view
from bot.models import AssignManyFileState, AssignManyKind, AssignManyRowState, AssignManyState
from bot.services.assign_many.overview import MOST_MOVES, Move, Overview
from bot.services.assign_many.sheet import LONGEST_CELL, MOST_IGNORED
from bot.services.assign_many.summaries import PAGE, JobSummary, RowSummary
from bot.services.contacts.eligibility import Condition
from bot.services.search import CustomerHit
from bot.services.store.paging import Page
from bot.text import LANGUAGES, reader

WARNINGS = dict.fromkeys(("expired", "disabled", "canceled", "unknown", "suspended", "software", "_odd_"), 3)
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
NASTY = [
    '<!channel> & "quotes" *bold* :smile:',
    "שלום עולם",
    "株式会社コントソ",
    "x" * LONGEST_CELL,
    "_" * LONGEST_CELL,
    "\n",
]
FILE_REASONS = (
    "subscription-unknown subscription-missing:nothing subscription-missing:customer subscription-missing:subscription "
    "subscription-differs customer-unknown customer-differs customer-contradicts partner-unknown partner-contradicts "
    "mpn-own no-contact:supportTenantId repeated:7 contradictory:10000 row-width row-quotes:12 cell-long cell-control "
    "moved replaced"
)
CANDIDATES = json.dumps([[["n" * LONGEST_CELL, "3" * 36]] * 5, 9])
PLANS = json.dumps([[["3" * 36, 5, "2020-01-01"], ["4" * 36, None, None]], 2])
REASONS = (
    *FILE_REASONS.split(),
    f"subscription-ambiguous:{PLANS}",
    *(f"{code}:{CANDIDATES}" for code in ("customer-ambiguous-name", "customer-ambiguous-domain")),
    *(f"{code}:{CANDIDATES}" for code in ("partner-ambiguous-name", "partner-ambiguous-mpn")),
    *(str(check) for check in Condition),
)


def strict(violations: list[Any]) -> list[Any]:
    return [violation for violation in violations if getattr(violation, "strict", True)]


def job(name: str, **more: Any) -> JobSummary:
    counts = dict.fromkeys(AssignManyRowState, 10_000)
    given: dict[str, Any] = {
        "id": "ABCD2345",
        "kind": AssignManyKind.CUSTOMER,
        "state": AssignManyState.CHECKED,
        "counts": counts,
        "ready": 10_000,
        "in_force": 3,
        "unreviewed": 3,
        "about": name,
        "target": name,
        "file_name": name,
        "ignored": (name,) * MOST_IGNORED,
        "undo_of": "ABCD2346",
        "by": "U0ANN",
        "reason": name,
        "agreement_ref": name[:200],
        "asked_at": AT,
        "confirmed_by": "U0BEN",
        "started_at": AT,
        "ended_at": None,
        "ended_by": "U0ANN",
        "closed_at": None,
        "closed_by": None,
        "file_state": AssignManyFileState.NONE,
        "file_error": None,
    }
    return JobSummary(**given | more)


def row(name: str, line: int) -> RowSummary:
    return RowSummary(line, AssignManyRowState.REFUSED, REASONS, None, None, name, name, name, name, name, name)


SECONDS = ((False, False), (False, True), (True, True))
"""(this person is the second one, one is needed)"""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NASTY)
def test_views(language: str, name: str) -> None:
    t = reader(language, "Europe/Madrid")
    customer = CustomerHit("3" * 36, name, "contoso.com")
    for kind in bulk_form.KINDS:
        assert strict(check_view(bulk_form.build(t, kind, customer))) == []
    rows = tuple(row(name, line) for line in range(PAGE))
    for kind in AssignManyKind:
        for state in AssignManyState:
            # Pages of rows are drawn in the same way in every state.
            full = (Page(rows, 0, 20), Page(rows, PAGE, 20)) if state is AssignManyState.CHECKED else ()
            for page in (Page(), Page(rows[:1], 0, 1), *full):
                there = job(name, kind=kind, state=state)
                found = Overview(there, [Move(name, "1" * 20, name, None, 9, 1)] * MOST_MOVES, 3, WARNINGS, page, page)
                # Who else must confirm shows beside the buttons, whatever the rows are.
                for second, needs in SECONDS if len(page.items) == 1 else SECONDS[:1]:
                    assert strict(check_view(preview.build(t, found, second=second, needs_second=needs))) == []
    for state in (AssignManyState.RUNNING, AssignManyState.WAITING):
        for confirmed_by in (None, "U0SECOND00"):
            assert strict(check_view(preview.started(t, job(name, state=state, confirmed_by=confirmed_by)))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_second_person_is_not_told_to_wait_for_a_message(language: str) -> None:
    t = reader(language, "Europe/Madrid")
    began = job("x", state=AssignManyState.RUNNING, by="U0OWNER000")
    said = {second: str(preview.started(t, replace(began, confirmed_by=second))["blocks"]) for second in (None, "U0B")}
    assert ("U0OWNER000" in said["U0B"], "U0OWNER000" in said[None]) == (True, False)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NASTY)
def test_messages(language: str, name: str) -> None:
    t = reader(language, "Europe/Madrid")
    for state in set(AssignManyState) - {AssignManyState.CHECKED}:
        for file_state in AssignManyFileState:
            for closed in (None, AT):
                ended = None if state is AssignManyState.RUNNING else AT
                there = job(name, state=state, file_state=file_state, ended_at=ended, closed_at=closed, file_error=name)
                for personal in (True, False):
                    said = bulk_notices.message(t, there, personal=personal)
                    assert (
                        strict(check_message({"channel": "C1", "text": str(said.text), "blocks": list(said.blocks)}))
                        == []
                    )
                    assert len(said.text) < 4000
    done = job(name, state=AssignManyState.DONE, ended_at=AT)
    said = bulk_notices.nudge(t, done, done.by)
    assert strict(check_message({"channel": "C1", "text": str(said.text), "blocks": list(said.blocks)})) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_words(language: str) -> None:
    t = reader(language, "UTC")
    assert len(words.reasons(t, row("x", 2))) == len(REASONS)
    assert all(words.plain_reasons(t, row("x", 2)))


def test_channels_get_no_buttons_and_ended_jobs_no_cancel() -> None:
    t = reader("en", "UTC")
    running = job("x", state=AssignManyState.RUNNING)
    done = replace(running, state=AssignManyState.DONE, ended_at=AT)
    assert not [b for b in bulk_notices.message(t, running, personal=False).blocks if b["type"] == "actions"]
    ids = [e["action_id"] for b in bulk_notices.message(t, done, personal=True).blocks for e in b.get("elements", ())
           if "action_id" in e]  # fmt: skip
    assert ids == [action_ids.CLOSE_JOB, bulk_notices.UNDO, bulk_notices.DETAILS]
