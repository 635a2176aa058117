"""E-mails as they are composed: any recipient and sender is written as it was meant, or refused."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import SMTP

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.errors import ConfigurationError, InvalidInput
from bot.services.mail.queue import MailRow
from bot.services.mail.server import MailRefused
from bot.services.mail.worker import composed
from bot.services.relationships.requests import check_email
from bot.settings import load

SENDER = "Contacts <desk@example.com>"
LETTERS = st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"]) | st.sampled_from('a.,;:"()\\'), max_size=12
)
ADDRESSES = st.builds("{}@{}.example".format, LETTERS, LETTERS)


def row(recipient: str) -> MailRow:
    return MailRow(1, "request:1", recipient, "Title", "Body", "U1", datetime(2026, 1, 1, tzinfo=UTC), 1, None)


@settings(deadline=None)
@given(ADDRESSES)
@example("a..b@x.example")
@example(".a@x.example")
@example("josé@x.example")
@example("a(b)@x.example")
def test_a_recipient_is_written_as_it_is_or_refused(recipient: str) -> None:
    try:
        message = composed(row(recipient), SENDER)
    except MailRefused:
        if recipient.rpartition("@")[0].isascii():
            with pytest.raises(InvalidInput):
                check_email(recipient)
        return
    assert message.as_bytes().isascii()
    (to,) = message["To"].addresses
    assert to.username == recipient.rpartition("@")[0]


@settings(deadline=None)
@given(st.builds("{} <{}>".format, LETTERS, ADDRESSES) | ADDRESSES)
@example("Desk, Inc <a@x.example>")
@example('Desk "X <a@x.example>')
@example("a..b@x.example")
def test_a_sender_is_refused_at_the_start_or_written(sender: str) -> None:
    try:
        load(None, mail_from=sender, smtp_url="smtp://h")
    except ConfigurationError:
        return
    message = message_from_bytes(composed(row("a@x.example"), sender).as_bytes(), policy=SMTP)
    assert len(message["From"].addresses) == 1


def test_people_may_send_where_our_server_cannot() -> None:
    assert check_email("josé@x.example") == "josé@x.example"
    for address in ("jo sé@x.example", "jo(é)@x.example", ".é@x.example", "é..é@x.example"):
        with pytest.raises(InvalidInput):
            check_email(address)


def test_half_a_character_does_not_stop_the_queue() -> None:
    message = composed(row("a@x.example")._replace(title="A\ud83d", body="B\ude00 ñ"), SENDER)
    assert message["Subject"] == "A?"
    assert message.get_content() == "B? ñ\n"


def test_a_domain_with_accents_is_encoded() -> None:
    assert composed(row("a@münchen.example"), SENDER)["To"] == "a@xn--mnchen-3ya.example"


def test_a_comma_in_the_senders_name_is_quoted() -> None:
    assert composed(row("a@x.example"), "Desk, Inc <a@x.example>")["From"] == '"Desk, Inc" <a@x.example>'
