"""URLs that may hold a password, and e-mail addresses: taken apart, or refused in words that repeat nothing of them."""

import re
from email.errors import MessageError
from email.headerregistry import Address
from email.utils import unquote
from urllib.parse import SplitResult, urlsplit

_SENDER = re.compile(r"(?P<name>[^<>]*\S) +<(?P<address>[^<>]+)>")


def split_url(url: str) -> SplitResult:
    """Take a URL apart; ValueError for what is none, port included. The library's own words would name the password."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise ValueError("is not a URL") from None
    return parts


def split_mail_url(url: str) -> SplitResult:
    """Take the URL of a mail server apart; ValueError, without the URL, for others."""
    parts = split_url(url)
    # What follows the host is the rest of a password with a / ? or # that was not encoded.
    rest = parts.path.strip("/") or parts.query or parts.fragment
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or rest:
        raise ValueError("must be like smtps://user:password@host:465, or smtp:// for STARTTLS")
    return parts


def mailbox(address: str, name: str = "") -> Address:
    """Make an address of a header; ValueError for what mail servers know as none. A domain with accents is encoded."""
    local, _, domain = address.rpartition("@")
    try:
        plain = f"{local}@{domain.encode('idna').decode()}"
        made = Address(name, addr_spec=plain)
    except (ValueError, IndexError, MessageError):
        raise ValueError("is not an e-mail address") from None
    # A comment in brackets would be left out, and the e-mail would go to another address than was written.
    if made.addr_spec != plain:
        raise ValueError("is not an e-mail address")
    return made


def sender(value: str) -> Address:
    """Read an address, or `Name <address>`, the name quoted or not; ValueError, without it, for others."""
    found = _SENDER.fullmatch(value)
    if not value.isprintable():
        raise ValueError("holds a character that cannot be printed")
    return mailbox(found["address"], unquote(found["name"].strip())) if found else mailbox(value)
