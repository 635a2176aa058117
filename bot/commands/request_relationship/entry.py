"""Entry for other commands: the form of `/request-relationship`, empty or filled in."""

from collections.abc import Callable
from dataclasses import replace

from sqlmodel import Session

from bot.commands.base import Answer, Call, OpenModal, PushModal, View
from bot.commands.request_relationship import form as form_view
from bot.commands.request_relationship import start
from bot.commands.request_relationship.form import RequestForm
from bot.commands.shared import blocks as b
from bot.commands.shared.covered import Covered
from bot.models import RequestType
from bot.services.invitations.permission import PERMISSION
from bot.services.policy import require
from bot.services.relationships.listing import RequestDetail

# Whoever may make any kind of request.
ASKING = tuple(dict.fromkeys(PERMISSION.values()))


async def open_for(
    call: Call, kind: RequestType, customer_id: str | None, reseller_id: str | None, covered: Covered | None = None
) -> PushModal:
    """Push the form, filled in, on top of the modal; raises Denied unless the person may ask for `kind`.

    `covered` is that modal, if it has to be drawn anew once the request is made.
    """
    return _on_top(call, kind, lambda s: start.filled(s, call, kind, customer_id, reseller_id), covered)


async def ask_again(call: Call, old: RequestDetail) -> PushModal:
    """Push the form with all that an ended request asked (an ended one is never revived, invariant 20)."""
    return _on_top(call, old.summary.kind, lambda s: start.renewed(s, call, old))


def renewal(customer_id: str, partner_id: str) -> str:
    """Return the value of a button that `renew` answers."""
    return f"{customer_id}:{partner_id}"


async def renew(call: Call) -> Answer:
    """Push the request for new admin privileges, filled in (the button beside privileges that end)."""
    # Home's buttons had a slash once, and may still be on somebody's screen.
    customer_id, _, partner_id = call.value.replace("/", ":").partition(":")
    reseller_id = None if partner_id == call.bot.provider_tenant_id else partner_id
    return await open_for(call, RequestType.GDAP, customer_id or None, reseller_id or None)


async def shortcut(call: Call) -> Answer:
    """Open an empty form."""
    form = await call.bot.db.read(lambda s: start.filled(s, call, None, None, None))
    return OpenModal(form_view.build(call.t, form))


def _on_top(
    call: Call, kind: RequestType, read: Callable[[Session], RequestForm], covered: Covered | None = None
) -> PushModal:
    require(call.actor, PERMISSION[kind])

    async def fill() -> View:
        return form_view.build(call.t, replace(await call.bot.db.read(read), covered=covered))

    return PushModal(b.loading(call.t, "request-title"), fill)
