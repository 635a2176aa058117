"""What Microsoft left undocumented and the first real tenant shows: kept without anybody's ids, names or addresses."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlmodel import Session, col

from bot.models import ActivityRecord, GdapRelationship, UndocumentedAnswer

# docs/partner-center.md#open-questions
QUESTIONS: Mapping[str, str] = {
    "U4": "error of a support contact on new commerce",
    "U5": "support contact set to the provider itself",
    "U7": "body of an accepted indirect reseller relationship",
    "U11": "GDAP of resellers seen by the provider",
    "U13": "host of the certificates that sign events",
}
MOST_NAMES, MOST_ENTRIES, MOST_DEPTH, LONGEST_WORD = 40, 3, 6, 60
_GUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_KINDS = (
    ("GUID-GUID", re.compile(rf"(?i){_GUID}-{_GUID}")),
    ("GUID", re.compile(rf"(?i)\{{?{_GUID}\}}?")),
    ("digits", re.compile(r"\d+")),
    ("instant", re.compile(r"\d{4}-\d\d-\d\d[T ].*")),
    ("e-mail address", re.compile(r"[^@\s]+@[^@\s]+")),
)
_WORD = re.compile(r"[A-Za-z][A-Za-z_-]*")
_MICROSOFT = (".microsoft.com", ".windows.net", ".microsoftonline.com")


def redacted(value: Any, depth: int = 0) -> Any:
    """Return the shape of a value: names and single words stay, everything else becomes what kind of thing it is."""
    if depth >= MOST_DEPTH:
        return "…"
    if isinstance(value, dict):
        kept = list(value.items())[:MOST_NAMES]
        return {_redacted_name(str(name)): redacted(inner, depth + 1) for name, inner in kept}
    if isinstance(value, list):
        return [redacted(inner, depth + 1) for inner in value[:MOST_ENTRIES]]
    return (
        _redacted_text(value)
        if isinstance(value, str)
        else (value if isinstance(value, bool) else type(value).__name__)
    )


def _redacted_name(name: str) -> str:
    return name if re.fullmatch(r"@?[A-Za-z._]{1,60}", name) else "name"


def _redacted_text(text: str) -> str:
    for kind, pattern in _KINDS:
        if pattern.fullmatch(text):
            return kind
    host = urlsplit(text).hostname or "" if "://" in text[:8] else ""
    if host:
        return f"address at {host if host.endswith(_MICROSOFT) else 'another host'}"
    # A single word may be a name, too, but for those that programs make: several words joined, or none in capitals.
    return text if len(text) <= LONGEST_WORD and _is_programs(text) else f"text of {len(text)}"


def _is_programs(text: str) -> bool:
    return bool(_WORD.fullmatch(text)) and (text.islower() or "_" in text)


def keep(session: Session, question: str, answer: Any, now: datetime) -> None:
    """Keep the latest answer to a question, redacted."""
    found = session.get(UndocumentedAnswer, question)
    said = {"said": redacted(answer)}
    if found is None:
        session.add(UndocumentedAnswer(question=question, answer=said, at=now))
    elif found.answer != said:
        found.answer, found.at = said, now
        session.add(found)


def look(session: Session, now: datetime) -> str:
    """Keep what our own tables tell by now, and say of each question whether there is an answer."""
    accepted = session.execute(
        select(col(ActivityRecord.operation), col(ActivityRecord.resource), col(ActivityRecord.details))
        .where(col(ActivityRecord.operation).like("%indirect%accepted%"))
        .limit(1)
    ).first()
    if accepted:
        keep(session, "U7", {"operation": accepted[0], "resource": accepted[1], "details": accepted[2]}, now)
    if session.scalars(select(col(GdapRelationship.id)).limit(1)).first():
        for_resellers = select(col(GdapRelationship.status)).where(col(GdapRelationship.provider_id).is_not(None))
        keep(session, "U11", {"statuses": sorted(set(session.scalars(for_resellers.limit(1_000))))}, now)
    session.flush()
    known = {row.question: row for row in session.scalars(select(UndocumentedAnswer))}
    seen = [f"{key} ({QUESTIONS[key]}): {known[key].answer['said']}" for key in QUESTIONS if key in known]
    open_still = [key for key in QUESTIONS if key not in known]
    return "; ".join([*seen, f"no answer yet to {', '.join(open_still)}" if open_still else "all answered"])
