"""Judges of a history: each names, in words, what must not have happened; none knows how the history came about."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bot.models import AssignManyFileState, AssignManyRowState, AssignManyState, AssignmentState, OutboxState
from tests.conftest import PROVIDER
from tests.torture.history import NOBODY, Act, Answer, Claim, History, Removal, Row, Trouble

# Seconds within which everybody must have learned of a role or an account that is gone.
LEARNED = 2.0
# Seconds after its acknowledgement for which the end of a process excuses that an answer did not come.
AT_WORK = 45.0
# Seconds by which the end of a process is noticed later than by whoever was connected to it.
NOTICED = 1.0
LEFT_ALONE = frozenset({Answer.NOTHING, Answer.WAITING})
# What was done to a request, by the name of the click.
CLICKED = {
    "relations.snooze_hour": "request.snoozed",
    "relations.stop": "request.reminders_stopped",
    "relations.give": "request.handed_over",
}
REMINDED = "request.reminded"


@dataclass(frozen=True)
class Violation:
    """Something that must not have happened: the rule that it breaks, and the case in words."""

    rule: str
    case: str


Check = Callable[[History], Iterator[str]]


def left_alone(history: History) -> Iterator[str]:
    """Somebody saw no answer, and no process that worked for them died meanwhile."""
    for act in history.acts:
        if act.answer in LEFT_ALONE and not any(_cut_off(act, trouble) for trouble in history.troubles):
            yield f"{_named(act)}: {act.answer}"


def refused_for_no_reason(history: History) -> Iterator[str]:
    """Slack's client showed an error, although neither the delivery nor the program was tampered with."""
    for act in history.acts:
        served = act.life != NOBODY  # otherwise each process was dead, paused or not yet started
        if act.error and served and not act.struck and not any(_meets(act, trouble) for trouble in history.troubles):
            yield f"{_named(act)}: {act.error}"


def lost_changes(history: History) -> Iterator[str]:
    """Somebody was told that a change is made, and the books do not have it."""
    batches = _batches(history)
    for act in _submitted(history):
        if act.claim is Claim.DONE and act.thing not in batches.get(act.mark, ()):
            yield f"{_named(act)}: {act.thing} is not in the books"
    states = {(row["batch_id"], row["state"]) for row in history.books.assignments}
    for act in history.acts:
        if act.name == "assign.reviewed" and act.claim is Claim.DONE and (act.thing, AssignmentState.APPLIED) in states:
            yield f"{_named(act)}: {act.thing} is still open"


def changes_made_twice(history: History) -> Iterator[str]:
    """One submission has changed something more than once."""
    for mark, batches in _batches(history).items():
        if len(batches) > 1:
            yield f"{mark}: {', '.join(sorted(batches))}"


def changes_nobody_made(history: History) -> Iterator[str]:
    """The books have a change that nobody submitted, or one that its maker was told is not made."""
    acts = {act.mark: act for act in _submitted(history)}
    for mark, batches in _batches(history).items():
        if mark not in acts:
            yield f"{mark}: {', '.join(sorted(batches))} by nobody"
        elif acts[mark].claim is Claim.NOT_DONE:
            yield f"{_named(acts[mark])}: told {acts[mark].said!r}, and {', '.join(sorted(batches))} is in the books"


def broken_chains(history: History) -> Iterator[str]:
    """A contact is not what its changes, one after the other, make of it; or a change has not one line of history."""
    changes: defaultdict[str, list[Row]] = defaultdict(list)
    for row in history.books.assignments:
        changes[row["subscription_id"]].append(row)
    contacts = {row["subscription_id"]: row for row in history.books.contacts}
    told = Counter(_assigned(event) for event in history.books.events if event["action"] == "contact.assigned")
    for subscription, rows in changes.items():
        # Ids are drawn before the row that decides is locked, so the books' own order is by what each replaced.
        yield from (f"{subscription}: {problem}" for problem in _chain(rows, contacts.get(subscription)))
        yield from (f"assignment {row['id']}: {told[row['id']]} lines" for row in rows if told[row["id"]] != 1)
    for subscription in contacts.keys() - changes.keys():
        yield f"{subscription}: a contact without a change"


def _assigned(event: Row) -> int:
    return int(event["after"]["assignment_id"])


def _chain(rows: list[Row], contact: Row | None) -> Iterator[str]:
    if contact is None:
        yield "changes without a contact"
        return
    if contact["version"] != len(rows):
        yield f"version {contact['version']} after {len(rows)} changes"
    live = [row for row in rows if row["state"] != AssignmentState.SUPERSEDED]
    if [row["id"] for row in live] != [contact["assignment_id"]]:
        yield f"in force are {[row['id'] for row in live]}, the contact is of {contact['assignment_id']}"
    # Each change takes over from the one before, and the first from the provider.
    balance = Counter(row["to_tenant_id"] for row in rows)
    balance.subtract(row["from_tenant_id"] for row in rows)
    balance.subtract([contact["support_tenant_id"]])
    balance.update([PROVIDER])
    if open_ends := {tenant: count for tenant, count in balance.items() if count}:
        yield f"changes do not follow on each other: {open_ends}"


def wrong_counts(history: History) -> Iterator[str]:
    """Something was done to a request less often than people were told, or more often than anybody asked for it."""
    done = Counter((event["subject_id"], event["action"]) for event in history.books.events)
    told, asked = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for act in history.acts:
        if act.name in CLICKED:
            key = (act.thing, CLICKED[act.name])
            asked[key] += 1
            # Who hands something to its owner, or stops what is stopped, changes nothing.
            told[key] += act.claim is Claim.DONE and act.name == "relations.snooze_hour"
    for key in asked:
        if not told[key] <= done[key] <= asked[key]:
            yield f"request {key[0]}: {key[1]} {done[key]} times, told {told[key]}, asked {asked[key]}"


def lost_notices(history: History) -> Iterator[str]:
    """A message that was written for somebody is not in Slack, or not where the books say."""
    posts = {(post.channel, post.ts): post for post in history.posts}
    for row in history.books.messages:
        if row["state"] != OutboxState.SENT:
            yield f"message {row['id']} to {row['recipient']} is {row['state']}: {row['last_error']}"
        elif row["slack_ts"] and (row["slack_channel"], row["slack_ts"]) not in posts:
            yield f"message {row['id']} to {row['recipient']}: there is nothing at {row['slack_ts']}"
        elif not row["slack_ts"] and row["last_error"] != "obsolete":
            yield f"message {row['id']} to {row['recipient']} was nowhere"


def doubled_notices(history: History) -> Iterator[str]:
    """A message is in Slack twice, or two are where one was to be updated, or one belongs to no row."""
    marks = Counter(post.mark for post in history.posts)
    yield from (f"{count} messages with the mark {mark}" for mark, count in marks.items() if count > 1)
    places: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in history.books.messages:
        if row["slack_ts"] and not row["thread"]:
            places[row["subject"], row["recipient"]].add(row["slack_ts"])
    yield from (f"{key[0]} to {key[1]}: {len(found)} messages" for key, found in places.items() if len(found) > 1)
    ours = {mark_of(row) for row in history.books.messages}
    yield from (f"a message with an unknown mark: {post.text!r}" for post in history.posts if post.mark not in ours)


def mark_of(row: Row) -> str:
    """Return the mark by which a row's message is known in Slack."""
    identity = f"{row['id']}:{row['dedupe_key']}:{row['recipient']}"
    return hashlib.blake2b(identity.encode(), digest_size=16).hexdigest()


def untold_changes(history: History) -> Iterator[str]:
    """A change has no message for who made it."""
    written = {(row["subject"], row["recipient"]) for row in history.books.messages}
    for batch, person in {(row["batch_id"], row["requested_by"]) for row in _told_of(history)}:
        if (f"batch:{batch}", person) not in written:
            yield f"{batch}: nothing for {person}"


def _told_of(history: History) -> Iterator[Row]:
    """Changes that were submitted; of what was handed back, the former submission tells."""
    return (row for row in history.books.assignments if row["reason"])


def wrong_reminders(history: History) -> Iterator[str]:
    """A reminder that is counted was not written for its owner once, or not noted once."""
    noted = Counter(event["subject_id"] for event in history.books.events if event["action"] == REMINDED)
    written = Counter(str(key) for row in history.books.messages for key in _reminded_in(row))
    for row in history.books.requests:
        key = str(row["id"])
        if not row["reminder_count"] == noted[key] == written[key]:
            yield f"request {key}: counted {row['reminder_count']}, noted {noted[key]}, written {written[key]}"


def _reminded_in(row: Row) -> list[int]:
    """Return the requests of a digest to a person; a channel only reads along."""
    is_digest = row["kind"] == "reminders.digest" and row["recipient"].startswith("U")
    return list(row["payload"].get("requests", ())) if is_digest else []


def served_without_role(history: History) -> Iterator[str]:
    """Somebody whose role or account was gone for two seconds was served, or changed something."""
    batches = _batches(history)
    for removal in history.removals:
        if any(_hides(trouble, removal) for trouble in history.troubles):
            continue
        for act in history.acts:
            within = act.person == removal.person and removal.since + LEARNED < act.at and act.until < removal.until
            if within and (act.served or act.mark in batches):
                yield f"{_named(act)}: {act.answer} {act.at - removal.since:.1f} s after the {removal.kind} was gone"


def lost_requests(history: History) -> Iterator[str]:
    """Somebody was told that a request is sent, and the books do not have it, or not as sent."""
    sent = {row["target_name"] for row in history.books.requests if row["sent_at"]}
    for act in history.acts:
        if act.name == "request.text" and act.claim is Claim.DONE and act.thing not in sent:
            yield f"{_named(act)}: {act.thing} was not sent"


def wrong_jobs(history: History) -> Iterator[str]:
    """A job of many changes was lost, did not end, or did not do each of its rows once."""
    books, ids = history.books, {row["id"] for row in history.books.assignments}
    started = {row["id"]: row for row in books.jobs if row["started_at"]}
    for act in history.acts:
        if act.name == "bulk.preview" and act.claim is Claim.DONE and act.thing not in started:
            yield f"{_named(act)}: {act.thing} was not started"
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    for row in books.job_rows:
        rows[row["job_id"]].append(row)
    for key, job in started.items():
        done = [row for row in rows[key] if row["state"] == AssignManyRowState.CHANGED]
        left = job["ready"] - job["changed"] - job["skipped"]
        if job["state"] == AssignManyState.RUNNING or (left and job["state"] == AssignManyState.DONE):
            yield f"{key} is {job['state']}: {job['changed']} and {job['skipped']} of {job['ready']}"
        elif len({row["assignment_id"] for row in done} & ids) != job["changed"]:
            yield f"{key}: {job['changed']} are counted, {len(done)} were changed"


def wrong_files(history: History) -> Iterator[str]:
    """The result file of a job is not in Slack once."""
    found = Counter(history.files)
    for job in history.books.jobs:
        count = found.pop(f"assign-many-{job['id']}.csv", 0)
        if count != (job["file_state"] == AssignManyFileState.SENT):
            yield f"{job['id']}: {count} files, and its file is {job['file_state']}"
    yield from (f"a file of nobody's: {name}" for name in found)


def broken_rules(history: History) -> Iterator[str]:
    """A rule of Slack's was broken."""
    yield from history.broken


def complaints(history: History) -> Iterator[str]:
    """A program said what none may say, or did not end as it should."""
    yield from history.complaints


ALL: dict[str, Check] = {
    check.__name__.replace("_", " "): check
    for check in (
        left_alone,
        refused_for_no_reason,
        lost_changes,
        changes_made_twice,
        changes_nobody_made,
        broken_chains,
        wrong_counts,
        lost_notices,
        doubled_notices,
        untold_changes,
        wrong_reminders,
        lost_requests,
        wrong_jobs,
        wrong_files,
        served_without_role,
        broken_rules,
        complaints,
    )
}


def judge(history: History) -> list[Violation]:
    """Run all checks."""
    return [Violation(rule, case) for rule, check in ALL.items() for case in check(history)]


def _named(act: Act) -> str:
    return f"act {act.number}, {act.kind} {act.name} of {act.person} at {act.at:.1f} s to {act.life}"


def _submitted(history: History) -> Iterable[Act]:
    return (act for act in history.acts if act.mark)


def _batches(history: History) -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in history.books.assignments:
        if row["reason"]:
            found[row["reason"]].add(row["batch_id"])
    return found


def _cut_off(act: Act, trouble: Trouble) -> bool:
    """Tell if a process that an act was carried to ended, or stood still, before it can have answered."""
    return trouble.life in (act.life, *act.copies) and act.at <= trouble.until and trouble.since <= act.until + AT_WORK


def _hides(trouble: Trouble, removal: Removal) -> bool:
    """Tell if Slack's word of a removal may have come to a process that could not hear it."""
    return trouble.since <= removal.since + LEARNED and removal.since - 1.0 <= trouble.until


def _meets(act: Act, trouble: Trouble) -> bool:
    """Tell if a trouble of the whole program, or of the process acted on, was there during an act."""
    ours = trouble.life is None or trouble.life == act.life
    return ours and trouble.since - NOTICED <= act.until and act.at <= trouble.until


__all__ = ["ALL", "Violation", "judge", "mark_of"]
