"""Subscriptions in a line each, as the assignment form shows them."""

from collections.abc import Mapping

from bot.commands.shared.pickers import status_name
from bot.models import ContactOrigin
from bot.services.contacts.lookup import Line
from bot.text import Mrkdwn, Reader, mention


def describe(t: Reader, line: Line, on_record: Mapping[str, str]) -> Mrkdwn:
    """Say who supports a subscription, by what source, who is the partner on record, and if Microsoft knows of it.

    Where there can be no contact, say why: "supported by" would promise what only Submit denies.
    """
    text = _none(t, line) if line.failures and line.origin == ContactOrigin.DEFAULT else _supported(t, line)
    if line.partner_on_record:
        name = on_record.get(line.partner_on_record, line.partner_on_record)
        text = Mrkdwn(f"{text} · {t.mrkdwn('assign-on-record', partner=name)}")
    if line.kept_here and not line.failures:
        text = Mrkdwn(f"{text} · {t.mrkdwn(f'kept-here-{line.kept_here}')}")
    return text


def _none(t: Reader, line: Line) -> Mrkdwn:
    why = Mrkdwn(" ".join(t.mrkdwn(f"check-{check}") for check in line.failures))
    return t.mrkdwn("assign-line-none", subscription=line.label, why=why)


def _supported(t: Reader, line: Line) -> Mrkdwn:
    source = t.mrkdwn(
        f"source-{line.origin}" if line.since else f"source-{line.origin}-undated",
        since=line.since or "",
        by=mention(line.set_by or ""),
    )
    text = t.mrkdwn("assign-line", subscription=line.label, contact=line.contact_name, source=source)
    if line.status == "active":
        return text
    return Mrkdwn(f"{text} · {t.mrkdwn('assign-status', status=status_name(t, line.status))}")
