"""Public service functions that ask the database, and those that no path has to call, with the reason."""

import ast
from collections.abc import Iterator
from pathlib import Path

SERVICES = Path(__file__).parents[2] / "bot/services"
# Rooms of which every function has to be on a path.
LISTED = (
    "search",
    "aliases",
    "on_record",
    "outbox",
    "agreements",
    "contacts",
    "invitations",
    "handover",
    "home",
    "resellers",
    "departures",
    "relationships",
    "reminders",
    "report",
    "watch",
    "sealing",
)
_ONE_ROW = "reads or changes one row by its key"
_TAKEN = "handles the few rows that another path took"
_REQUEST = "changes one request, as those that are measured do"
_DEPARTURE = "changes one step, as closing and noting all of them do"
_HANDOVER = "a piece, or the end, of the job of tests/benchmarks/test_handover.py"
_WEEKS = "weeks of two years, one row each"
_PERSON = "erases a person by command line, for as long as that takes"
EXEMPT = {
    "contacts/eligibility:failures_by_pair": "asks for the pairs that a file names: tests/services/assign_many",
    "contacts/reviews:hand_back": "one submission, as closing it",
    "contacts/submissions:settle_gone": "what an import took away: tests/benchmarks/test_import.py",
    "search/matching:directory_empty": _ONE_ROW,
    "contacts/waiting:apply_ready": "one submission, as a submission",
    "contacts/waiting:by_hand": "one submission",
    "contacts/waiting:release": "fifty at a time: tests/benchmarks/test_waiting.py",
    "contacts/waiting:tell": "one submission",
    "departures/changes:take": _DEPARTURE,
    "departures/changes:tick": _DEPARTURE,
    "departures/changes:untick": _DEPARTURE,
    "departures/noting:note_step": _DEPARTURE,
    "departures/sweep:is_noted": "reads the room, as people do",
    "handover/jobs:cancel": _HANDOVER,
    "handover/jobs:chunk": _HANDOVER,
    "handover/jobs:end": _HANDOVER,
    "handover/jobs:plan_of": _ONE_ROW,
    "handover/jobs:stop": _HANDOVER,
    "invitations/lamps:add": "the few links of one request",
    "outbox/lanes:free": _ONE_ROW,
    "outbox/lanes:free_all": _TAKEN,
    "outbox/lanes:hold": _ONE_ROW,
    "outbox/lanes:left": _ONE_ROW,
    "outbox/pledges:pledge": _ONE_ROW,
    "outbox/pledges:withdraw": "the few notices of one person that have not left",
    "outbox/pledges:withdraw_up_to": "the few notices of one person that have not left",
    "outbox/settle:dead": _TAKEN,
    "outbox/settle:later": _TAKEN,
    "outbox/settle:sent": _TAKEN,
    "outbox/settle:unclear": _TAKEN,
    "relationships/drafting:says_the_same": _REQUEST,
    "relationships/identifying:ask_domain": _REQUEST,
    "relationships/identifying:recognise": _REQUEST,
    "relationships/mailing:heard": _REQUEST,
    "relationships/mailing:send": _REQUEST,
    "relationships/mailing:wanted": _REQUEST,
    "relationships/requests:edit_text": _REQUEST,
    "relationships/requests:expire": _REQUEST,
    "relationships/requests:let_go": _REQUEST,
    "relationships/requests:mark_sent": _REQUEST,
    "relationships/requests:redraft": _REQUEST,
    "report/overview:of_week": _ONE_ROW,
    "report/weeks:is_latest": _WEEKS,
    "report/weeks:keep": _WEEKS,
    "report/weeks:look": _WEEKS,
    "report/weeks:read": _ONE_ROW,
    "reminders/refresh:enqueue": _TAKEN,
    "reminders/store:postponed": _TAKEN,
    "sealing/erasing:erase": _PERSON,
    "sealing/erasures:fault": "one erasure by its name, when the history is verified by command line",
    "sealing/erasures:unfinished": "erasures, of which there are few",
    "sealing/seals:lock": "waits for a lock",
    "sealing/traces:drop": _PERSON,
    "sealing/traces:replace": _PERSON,
    "sealing/verifying:verify": "reads the whole history by command line",
}


def functions() -> Iterator[str]:
    """Yield `room/module:name` of each public function of a listed room that has a session or a database."""
    for room in LISTED:
        for path in sorted((SERVICES / room).glob("*.py")):
            for node in ast.parse(path.read_text("utf-8")).body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and _asks(node):
                    yield f"{room}/{path.stem}:{node.name}"


def _asks(node: ast.FunctionDef) -> bool:
    notes = [ast.unparse(argument.annotation) for argument in node.args.args if argument.annotation]
    return bool({"Session", "Database"} & set(notes))


def named(filename: str, function: str) -> str:
    """Name a function that ran the same way."""
    path = Path(filename)
    return f"{path.parent.name}/{path.stem}:{function}"
