"""The form of `/assign-many`: which subscriptions, which support contact, or a file that says both."""

from dataclasses import dataclass

from bot.commands.base import Block, Call, Option, View
from bot.commands.memory import dump
from bot.commands.shared import blocks as b
from bot.commands.shared import pickers
from bot.commands.shared.pickers import CustomerRow, picked
from bot.commands.shared.type_ahead import NameMemory
from bot.models import AssignManyKind
from bot.services.assign_many.dry_run import Ask
from bot.services.assign_many.jobs import Paper
from bot.services.assign_many.sheet import MOST_BYTES, MOST_ROWS
from bot.text import Mrkdwn, Reader

CALLBACK = "bulk.form"
WHICH, CUSTOMER, RESELLER, CONTACT, FILE = "bulk.which", "bulk.customer", "bulk.reseller", "bulk.contact", "bulk.file"
AGREEMENT, REASON = "bulk.agreement", "bulk.reason"
KINDS = (AssignManyKind.CUSTOMER, AssignManyKind.RESELLER, AssignManyKind.FILE)


@dataclass(frozen=True)
class AssignManyForm:
    """Form as the person filled it in; `file_id` is Slack's id of the dropped file."""

    ask: Ask
    paper: Paper
    file_id: str | None = None


def parse(call: Call) -> AssignManyForm:
    """The form as submitted or clicked."""
    kind = call.chosen_among(WHICH, KINDS) or AssignManyKind.CUSTOMER
    ask = Ask(
        kind,
        customer_id=picked(call, CUSTOMER) if kind is AssignManyKind.CUSTOMER else None,
        reseller_id=picked(call, RESELLER) if kind is AssignManyKind.RESELLER else None,
        target_id=picked(call, CONTACT) if kind is not AssignManyKind.FILE else None,
    )
    paper = Paper(call.typed(REASON), call.typed(AGREEMENT), call.person.zone)
    return AssignManyForm(ask, paper, next(iter(call.element(FILE).files), None))


def build(
    t: Reader,
    kind: AssignManyKind = AssignManyKind.CUSTOMER,
    customer: CustomerRow | None = None,
    hint: Mrkdwn | None = None,
    typed: str = "",
) -> View:
    """The form for one way to say which; the same blocks keep what was entered when another is chosen."""
    parts = [b.section(hint or t.mrkdwn("assign-many-intro")), _which(t, kind)]
    if kind is AssignManyKind.CUSTOMER:
        initial = pickers.customer_option(customer) if customer else None
        parts.append(_picker(t, "customer", CUSTOMER, "assign-customer-placeholder", initial))
    elif kind is AssignManyKind.RESELLER:
        parts.append(_picker(t, "reseller", RESELLER, "assign-other-placeholder"))
    if kind is AssignManyKind.FILE:
        parts += _file(t)
    else:
        parts.append(_picker(t, "contact", CONTACT, "assign-many-contact-placeholder"))
    return b.modal(
        t.plain("assign-many-title"),
        [*parts, *_notes(t)],
        callback_id=CALLBACK,
        submit=t.plain("assign-many-check"),
        close=t.plain("button-cancel"),
        metadata=dump(NameMemory(typed=typed)),
    )


def _which(t: Reader, kind: AssignManyKind) -> Block:
    abouts = {
        AssignManyKind.RESELLER: "assign-many-which-reseller-about",
        AssignManyKind.FILE: "assign-many-which-file-about",
    }
    options = {
        each: b.option(
            t.plain(f"assign-many-which-{each}"), each.value, t.plain(abouts[each]) if each in abouts else None
        )
        for each in KINDS
    }
    element: Block = {
        "type": "radio_buttons",
        "action_id": WHICH,
        "options": list(options.values()),
        "initial_option": options[kind],
    }
    return b.input_block(t.plain("assign-many-which"), element, block_id="which", dispatch=True)


def _picker(t: Reader, field: str, action_id: str, placeholder: str, initial: Option | None = None) -> Block:
    element = b.external_select(action_id, t.plain(placeholder), initial=initial)
    return b.input_block(t.plain(f"assign-many-{field}"), element, block_id=field)


def _file(t: Reader) -> list[Block]:
    element: Block = {"type": "file_input", "action_id": FILE, "filetypes": ["csv", "tsv", "txt"], "max_files": 1}
    words = t.mrkdwn("assign-many-file-help", rows=MOST_ROWS, size=MOST_BYTES // 1000)
    # A file input cannot send a click when it changes, so it has no `dispatch_action` at all.
    field = b.input_block(t.plain("assign-many-file"), element, block_id="file")
    return [field, b.context(words)]


def _notes(t: Reader) -> list[Block]:
    agreement = b.text_input(AGREEMENT, most=200)
    reason = b.text_input(REASON, multiline=True)
    hint = t.plain("field-agreement-hint")
    return [
        b.input_block(t.plain("field-agreement"), agreement, block_id="agreement", hint=hint, optional=True),
        b.input_block(t.plain("field-reason"), reason, block_id="reason", optional=True),
    ]
