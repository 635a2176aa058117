"""The form of `/assign-many`: which subscriptions, which support contact, or a file that says both."""

import json
from dataclasses import dataclass

from bot.commands import blocks as b
from bot.commands import pickers
from bot.commands.base import Block, Call, Option, View
from bot.commands.common import remember
from bot.commands.pickers import CustomerRow, picked
from bot.models import BulkKind
from bot.services.bulk.jobs import Paper
from bot.services.bulk.plan import Ask
from bot.services.bulk.sheet import MOST_BYTES, MOST_ROWS
from bot.text import Mrkdwn, Reader

CALLBACK = "bulk.form"
WHICH, CUSTOMER, RESELLER, CONTACT, FILE = "bulk.which", "bulk.customer", "bulk.reseller", "bulk.contact", "bulk.file"
AGREEMENT, REASON = "bulk.agreement", "bulk.reason"
KINDS = (BulkKind.CUSTOMER, BulkKind.RESELLER, BulkKind.FILE)


@dataclass(frozen=True)
class Form:
    """What the person has entered; `file_id` is Slack's id of the dropped file."""

    ask: Ask
    paper: Paper
    file_id: str | None = None


def parse(call: Call) -> Form:
    """The form as submitted or clicked."""
    kind = BulkKind(call.chosen(WHICH) or BulkKind.CUSTOMER)
    ask = Ask(
        kind,
        customer_id=picked(call, CUSTOMER) if kind is BulkKind.CUSTOMER else None,
        reseller_id=picked(call, RESELLER) if kind is BulkKind.RESELLER else None,
        target_id=picked(call, CONTACT) if kind is not BulkKind.FILE else None,
    )
    paper = Paper(call.typed(REASON), call.typed(AGREEMENT), call.person.zone)
    files = (call.values.get(FILE) or {}).get("files") or []
    return Form(ask, paper, str(files[0]["id"]) if files else None)


def build(
    t: Reader,
    kind: BulkKind = BulkKind.CUSTOMER,
    customer: CustomerRow | None = None,
    hint: Mrkdwn | None = None,
    typed: str = "",
) -> View:
    """The form for one way to say which; the same blocks keep what was entered when another is chosen."""
    parts = [b.section(hint or t.mrkdwn("bulk-intro")), _which(t, kind)]
    if kind is BulkKind.CUSTOMER:
        initial = pickers.customer_option(customer) if customer else None
        parts.append(_picker(t, "customer", CUSTOMER, "assign-customer-placeholder", initial))
    elif kind is BulkKind.RESELLER:
        parts.append(_picker(t, "reseller", RESELLER, "assign-other-placeholder"))
    if kind is BulkKind.FILE:
        parts += _file(t)
    else:
        parts.append(_picker(t, "contact", CONTACT, "bulk-contact-placeholder"))
    return b.modal(
        t.plain("bulk-title"),
        [*parts, *_notes(t)],
        callback_id=CALLBACK,
        submit=t.plain("bulk-check"),
        close=t.plain("button-cancel"),
        metadata=json.dumps(remember(typed)),
    )


def loading(t: Reader, title: str = "bulk-title") -> View:
    """Opened at once while something is read."""
    text = b.section(Mrkdwn(t.plain("loading")))
    return b.modal(t.plain(title), [text], callback_id=CALLBACK, close=t.plain("button-cancel"))


def _which(t: Reader, kind: BulkKind) -> Block:
    abouts = {BulkKind.RESELLER: "bulk-which-reseller-about", BulkKind.FILE: "bulk-which-file-about"}
    options = {
        each: b.option(t.plain(f"bulk-which-{each}"), each.value, t.plain(abouts[each]) if each in abouts else None)
        for each in KINDS
    }
    element: Block = {
        "type": "radio_buttons",
        "action_id": WHICH,
        "options": list(options.values()),
        "initial_option": options[kind],
    }
    return b.input_block(t.plain("bulk-which"), element, block_id="which", dispatch=True)


def _picker(t: Reader, field: str, action_id: str, placeholder: str, initial: Option | None = None) -> Block:
    element = b.external_select(action_id, t.plain(placeholder), initial=initial)
    return b.input_block(t.plain(f"bulk-{field}"), element, block_id=field)


def _file(t: Reader) -> list[Block]:
    element: Block = {"type": "file_input", "action_id": FILE, "filetypes": ["csv", "tsv", "txt"], "max_files": 1}
    words = t.mrkdwn("bulk-file-help", rows=MOST_ROWS, size=MOST_BYTES // 1000)
    # A file input cannot send a click when it changes, so it has no `dispatch_action` at all.
    field = b.input_block(t.plain("bulk-file"), element, block_id="file")
    return [field, b.context(words)]


def _notes(t: Reader) -> list[Block]:
    agreement = b.text_input(AGREEMENT, most=200)
    reason = b.text_input(REASON, multiline=True)
    hint = t.plain("assign-agreement-hint")
    return [
        b.input_block(t.plain("assign-agreement"), agreement, block_id="agreement", hint=hint, optional=True),
        b.input_block(t.plain("assign-reason"), reason, block_id="reason", optional=True),
    ]
