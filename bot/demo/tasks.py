"""Things to try in the demo, in order, with what shows that they were done."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.commands.assign_many import preview
from bot.commands.assign_support import form, missing, review
from bot.commands.relationships import confirm
from bot.commands.request_relationship import views as invitation
from bot.local_slack import Task
from bot.models import RequestType
from bot.text import LANGUAGES, Reader, reader

# Words on the screens that a task names: variable to the key of the text.
Names = Mapping[str, str]


def tasks() -> tuple[Task, ...]:
    """Return all tasks, in every language."""
    request = missing.REQUESTS[RequestType.CUSTOMER_INDIRECT_RESELLER]
    return (
        _task("assign", _submitted(form.CALLBACK), {"submit": "button-submit"}),
        _task("close", _submitted(review.CALLBACK), {"close": "button-close"}),
        _task(
            "look", {"name": "slash_commands", "command": "/support-contact"}, {"history": "support-contact-history"}
        ),
        _task(
            "why",
            {"name": "block_actions", "actions.0.action_id": request},
            {"contact": "assign-contact", "request": "assign-request-relationship", "next": "button-next"},
        ),
        _task(
            "mail",
            _submitted(invitation.CALLBACK),
            {
                "open": "request-open-mail",
                "recipient": "request-recipient",
                "done": "button-done",
                "wait": "assign-wait",
            },
        ),
        _task("accept", {"kind": "note", "name": "outside", "action": "accept"}),
        _task("clock", {"kind": "note", "name": "clock"}, {"app": "app-name"}),
        _task(
            "confirm",
            _submitted(confirm.CALLBACK),
            {"open": "relationships-open", "confirm": "relationships-confirm"},
        ),
        _task("many", _submitted(preview.CALLBACK), {"file": "assign-many-which-file", "check": "assign-many-check"}),
    )


def _submitted(callback_id: str) -> Mapping[str, Any]:
    return {"name": "view_submission", "view.callback_id": callback_id}


def _task(name: str, when: Mapping[str, Any], names: Names | None = None) -> Task:
    title = _in_each(lambda t: t.plain(f"demo-{name}"))
    text = _in_each(lambda t: t.plain(f"demo-{name}-how", **{at: t.plain(key) for at, key in (names or {}).items()}))
    return Task(title, text, when)


def _in_each(say: Callable[[Reader], str]) -> dict[str, str]:
    return {language: say(reader(language, "UTC")) for language in LANGUAGES}
