"""Each check on a small history made by hand: silent on what is right, and loud once one thing is planted."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.conftest import MONDAY, PROVIDER
from tests.torture import checks
from tests.torture.checks import ALL, judge, mark_of
from tests.torture.history import NOBODY, UNSENT, Act, Answer, Books, Claim, History, Post, Removal, Trouble

ANN, BEN = "U0ANN", "U0BEN"
SUBSCRIPTION, TREY, FABRIKAM = "s1", "trey", "fabrikam"
LIFE = (0, 1)
Plant = Callable[[History], object]


def act(number: int, kind: str, name: str, **more: Any) -> Act:
    """Make an act of ANN's that was answered within its second."""
    usual: dict[str, Any] = {
        "life": LIFE,
        "acknowledged": number + 0.1,
        "answered": number + 0.2,
        "answer": Answer.SCREEN,
    }
    return Act(number, ANN, kind, name, float(number), **usual | more)


def change(number: int, batch: str, former: str, target: str, state: str, reason: str | None) -> dict[str, Any]:
    return {
        "id": number,
        "batch_id": batch,
        "subscription_id": SUBSCRIPTION,
        "from_tenant_id": former,
        "to_tenant_id": target,
        "state": state,
        "reason": reason,
        "requested_by": ANN,
    }


def message(number: int, subject: str, **more: Any) -> dict[str, Any]:
    usual = {
        "id": number,
        "dedupe_key": f"key {number}",
        "kind": "contact.changed",
        "subject": subject,
        "recipient": ANN,
        "thread": None,
        "payload": {},
        "state": "sent",
        "slack_channel": "D1",
        "slack_ts": f"{number}.0",
        "last_error": None,
    }
    return usual | more


def event(action: str, subject: str, **after: Any) -> dict[str, Any]:
    return {"action": action, "subject_id": subject, "after": after}


def job(key: str, **more: Any) -> dict[str, Any]:
    """Make a job of two rows that has ended."""
    usual = {"id": key, "state": "done", "started_at": MONDAY, "ready": 2, "changed": 1, "skipped": 1}
    return usual | {"file_state": "sent"} | more


def post(row: dict[str, Any]) -> Post:
    return Post(row["slack_channel"], row["slack_ts"], mark_of(row), "told")


@pytest.fixture
def history() -> History:
    """ANN looks something up, assigns twice and reviews, snoozes a request, and is reminded of it."""
    digest = message(3, "digest:U0ANN", kind="reminders.digest", payload={"requests": [7]})
    messages = [message(1, "batch:B1"), message(2, "batch:B2"), digest]
    return History(
        acts=[
            act(0, "command", "/support-contact", served=True),
            act(1, "submission", "assign.form", mark="m1", thing="B1", claim=Claim.DONE, served=True),
            act(2, "submission", "assign.form", mark="m2", thing="B2", claim=Claim.DONE, served=True),
            act(3, "submission", "assign.form", mark="m3", claim=Claim.NOT_DONE, said="Nothing was written."),
            act(4, "submission", "assign.reviewed", thing="B2", claim=Claim.DONE, answer=Answer.CLOSED, served=True),
            act(5, "click", "relations.snooze_hour", thing="7", claim=Claim.DONE, served=True),
            act(6, "submission", "request.text", thing="Stranger", claim=Claim.DONE, served=True),
            act(7, "submission", "bulk.preview", thing="J1", claim=Claim.DONE, served=True),
        ],
        posts=[post(row) for row in messages],
        files=["assign-many-J1.csv"],
        books=Books(
            assignments=[
                change(11, "B1", PROVIDER, TREY, "superseded", "m1"),
                change(12, "B2", TREY, FABRIKAM, "closed", "m2"),
            ],
            contacts=[
                {
                    "subscription_id": SUBSCRIPTION,
                    "support_tenant_id": FABRIKAM,
                    "version": 2,
                    "assignment_id": 12,
                }
            ],
            events=[
                event("contact.assigned", SUBSCRIPTION, assignment_id=11),
                event("contact.assigned", SUBSCRIPTION, assignment_id=12),
                event("request.snoozed", "7"),
                event("request.reminded", "7", count=1),
            ],
            messages=messages,
            requests=[{"id": 7, "reminder_count": 1, "target_name": "Stranger", "sent_at": MONDAY}],
            jobs=[job("J1"), job("J2", started_at=None, state="checked", file_state="none")],
            job_rows=[
                {"job_id": "J1", "state": "changed", "assignment_id": 12},
                {"job_id": "J1", "state": "skipped", "assignment_id": None},
            ],
        ),
    )


def test_a_good_history_is_good(history: History) -> None:
    assert judge(history) == []


def unanswered(history: History, answer: Answer = Answer.NOTHING) -> Act:
    found = history.acts[0]
    found.answer, found.answered = answer, float("nan")
    return found


def with_error(history: History) -> Act:
    found = history.acts[0]
    found.answer, found.error = Answer.CLIENT, "operation_timeout"
    return found


def book(history: History, **tables: Any) -> None:
    history.books = replace(history.books, **tables)


def row(history: History, table: str, number: int, **values: Any) -> None:
    """Change one row of a table."""
    rows = list(getattr(history.books, table))
    rows[number] = {**rows[number], **values}
    book(history, **{table: rows})


def more(history: History, table: str, *rows: dict[str, Any]) -> None:
    """Add rows to a table."""
    book(history, **{table: [*getattr(history.books, table), *rows]})


def fewer(history: History, table: str, number: int) -> None:
    """Take a row out of a table."""
    rows = list(getattr(history.books, table))
    del rows[number]
    book(history, **{table: rows})


def removed(history: History, since: float = -10.0, until: float = 100.0) -> None:
    history.removals.append(Removal(ANN, since, until))


PLANTED: list[tuple[str, Plant]] = [
    ("left alone", unanswered),
    ("left alone", lambda h: unanswered(h, Answer.WAITING)),
    ("refused for no reason", with_error),
    ("lost changes", lambda h: setattr(h.acts[1], "thing", "B9")),
    ("lost changes", lambda h: row(h, "assignments", 1, state="applied")),
    ("changes made twice", lambda h: more(h, "assignments", change(13, "B3", FABRIKAM, TREY, "superseded", "m1"))),
    ("changes nobody made", lambda h: more(h, "assignments", change(13, "B3", FABRIKAM, TREY, "superseded", "m9"))),
    ("changes nobody made", lambda h: more(h, "assignments", change(13, "B3", FABRIKAM, TREY, "superseded", "m3"))),
    ("broken chains", lambda h: row(h, "contacts", 0, version=1)),
    ("broken chains", lambda h: row(h, "contacts", 0, support_tenant_id=TREY)),
    ("broken chains", lambda h: row(h, "contacts", 0, assignment_id=11)),
    ("broken chains", lambda h: row(h, "assignments", 1, from_tenant_id=PROVIDER)),
    ("broken chains", lambda h: row(h, "assignments", 0, state="closed")),
    ("broken chains", lambda h: fewer(h, "contacts", 0)),
    ("broken chains", lambda h: book(h, assignments=[])),
    ("broken chains", lambda h: fewer(h, "events", 0)),
    ("broken chains", lambda h: more(h, "events", event("contact.assigned", SUBSCRIPTION, assignment_id=12))),
    ("wrong counts", lambda h: fewer(h, "events", 2)),
    ("wrong counts", lambda h: more(h, "events", event("request.snoozed", "7"))),
    ("lost notices", lambda h: row(h, "messages", 0, state="pending")),
    ("lost notices", lambda h: row(h, "messages", 0, state="dead")),
    ("lost notices", lambda h: row(h, "messages", 0, slack_ts=None)),
    ("lost notices", lambda h: h.posts.pop(0)),
    ("doubled notices", lambda h: h.posts.append(replace(h.posts[0], ts="9.9"))),
    ("doubled notices", lambda h: h.posts.append(Post("D1", "9.9", "unheard of", "?"))),
    ("doubled notices", lambda h: row(h, "messages", 1, subject="batch:B1")),
    ("untold changes", lambda h: row(h, "messages", 0, subject="batch:B9")),
    ("untold changes", lambda h: row(h, "messages", 0, recipient=BEN)),
    ("wrong reminders", lambda h: row(h, "requests", 0, reminder_count=2)),
    ("wrong reminders", lambda h: fewer(h, "events", 3)),
    ("wrong reminders", lambda h: row(h, "messages", 2, payload={"requests": [7, 7]})),
    ("served without role", removed),
    ("lost requests", lambda h: row(h, "requests", 0, sent_at=None)),
    ("wrong jobs", lambda h: row(h, "jobs", 0, started_at=None)),
    ("wrong jobs", lambda h: row(h, "jobs", 0, state="running")),
    ("wrong jobs", lambda h: row(h, "jobs", 0, skipped=0)),
    ("wrong jobs", lambda h: fewer(h, "job_rows", 0)),
    ("wrong jobs", lambda h: row(h, "job_rows", 0, assignment_id=99)),
    ("wrong files", lambda h: h.files.clear()),
    ("wrong files", lambda h: h.files.append("assign-many-J1.csv")),
    ("wrong files", lambda h: h.files.append("assign-many-J2.csv")),
    ("wrong files", lambda h: h.files.append("holiday.jpg")),
    ("broken rules", lambda h: h.broken.append("views.open/blocks: too many")),
    ("complaints", lambda h: h.complaints.append("Task was destroyed but it is pending!")),
]


@pytest.mark.parametrize(("rule", "plant"), PLANTED, ids=[f"{n} {rule}" for n, (rule, _) in enumerate(PLANTED)])
def test_what_is_planted_is_found(history: History, rule: str, plant: Plant) -> None:
    plant(history)
    assert rule in {violation.rule for violation in judge(history)}


def test_nothing_is_checked_without_a_plant() -> None:
    assert {rule for rule, _ in PLANTED} == set(ALL)


def killed(history: History, at: float, life: tuple[int, int] = LIFE) -> None:
    history.troubles.append(Trouble("killed", at, at, life))


@pytest.mark.parametrize(("at", "life", "excused"), [(1.0, LIFE, True), (1.0, (1, 1), False), (99.0, LIFE, False)])
def test_an_answer_is_owed_unless_its_own_process_died(
    history: History, at: float, life: tuple[int, int], excused: bool
) -> None:
    unanswered(history)
    killed(history, at, life)
    assert (judge(history) == []) is excused


def test_an_error_of_the_client_is_explained_by_what_was_done_to_the_delivery_or_the_program(history: History) -> None:
    with_error(history).struck.append("drop_envelope")
    assert judge(history) == []
    with_error(history).struck.clear()
    history.troubles.append(Trouble("database restarted", -5.0, 0.05))
    assert judge(history) == []


def test_the_answer_may_have_been_for_the_process_of_the_other_copy_to_give(history: History) -> None:
    unanswered(history).copies.append((1, 1))
    killed(history, 1.0, (1, 1))
    assert judge(history) == []


@pytest.mark.parametrize(("life", "excused"), [(NOBODY, True), (UNSENT, False)])
def test_who_could_be_carried_to_no_process_had_to_meet_an_error(
    history: History, life: tuple[int, int], excused: bool
) -> None:
    with_error(history).life = life
    assert (judge(history) == []) is excused


def test_who_may_not_is_refused_from_two_seconds_on(history: History) -> None:
    last = max(found.at for found in history.acts)
    removed(history, since=last - checks.LEARNED + 0.1)
    assert judge(history) == []
    removed(history, since=last - checks.LEARNED - 0.1)
    assert [violation.rule for violation in judge(history)] == ["served without role"]


def test_a_change_counts_as_service_although_words_refused_it(history: History) -> None:
    for found in history.acts:
        found.served = False
    removed(history)
    assert {violation.rule for violation in judge(history)} == {"served without role"}


def test_a_word_that_nobody_could_hear_is_no_violation(history: History) -> None:
    removed(history)
    killed(history, -9.0)
    assert judge(history) == []
