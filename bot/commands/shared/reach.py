"""Ways to reach a partner: phone, and e-mail and site as links."""

import re
from collections.abc import Mapping

from bot.commands.shared import blocks as b
from bot.services.contacts.lookup import PartnerSummary
from bot.services.invitations import letter
from bot.text import Mrkdwn, Reader, clip, escape

# Escaping makes a character five at most, and a field of a section holds 2000.
SHORT, ADDRESS = 40, 60
_HOST = r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:\d+)?"
_SITE = re.compile(rf"(?P<scheme>https?://)?{_HOST}(/[A-Za-z0-9._~/?=%#-]*)?")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+")


def addresses(summary: PartnerSummary) -> Mapping[str, Mrkdwn]:
    """Return `phone`, `email` and `site` of a partner, as links where they are such; empty what is unknown."""
    return {
        "phone": escape(clip(summary.telephone or "", SHORT)),
        "email": _email(summary.email or ""),
        "site": site(summary.website or ""),
    }


def reach(t: Reader, summary: PartnerSummary, missing: str) -> Mapping[str, Mrkdwn]:
    """Return the same, with the words of the key `missing` for what is not known."""
    return {key: said or t.mrkdwn(missing) for key, said in addresses(summary).items()}


def known(summary: PartnerSummary) -> list[Mrkdwn]:
    """Return those of phone, e-mail and site that are known, in this order, each short enough for a line."""
    return [said for said in addresses(summary).values() if said]


def mail_link(t: Reader, label: str, recipient: str | None, subject: str, text: str) -> Mrkdwn:
    """Return the link to an e-mail with this text; without it, and by the key `label`-empty, where it would be cut."""
    # A mailto: link in mrkdwn is documented; whether a button's url may be one is not [unverified].
    whole = _mail(letter.mailto(recipient, subject, text), t.plain(label))
    if len(whole) <= b.SECTION:
        return whole
    return _mail(letter.mailto(recipient, subject, None), t.plain(f"{label}-empty"))


def _mail(url: str, label: str) -> Mrkdwn:
    words, _, aside = label.partition("\n")
    # The URL is percent-encoded but for the & between its parts, which mrkdwn wants escaped.
    return Mrkdwn(f":email: <{url.replace('&', '&amp;')}|{words}>{' ' if aside else ''}{aside}")


def site(address: str) -> Mrkdwn:
    """Return a link for what is surely the address of a page; everything else stays text."""
    found = _SITE.fullmatch(address) if len(address) <= ADDRESS else None
    if found is None:
        return escape(clip(address, ADDRESS))
    return Mrkdwn(f"<{'' if found['scheme'] else 'https://'}{address}|{address.removeprefix('https://')}>")


def _email(address: str) -> Mrkdwn:
    if len(address) <= ADDRESS and _EMAIL.fullmatch(address):
        return Mrkdwn(f"<mailto:{address}|{address}>")
    return escape(clip(address, ADDRESS))
