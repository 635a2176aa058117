"""The mail server's conversation: with TLS, within seconds, and never a word of ours in what is told."""

from email.message import EmailMessage

import pytest

from bot.services.mail.server import MailAway, MailRefused, MailServer, parsed
from tests.kit.smtp import Mailbox, serving


def message() -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "desk@example.com", "admin@northwind.example", "Invitación"
    made.set_content("Hola, Northwind\n.\nhttps://example.com/a?b=c")
    return made


def server(box: Mailbox, *, tls: bool = False, password: str = "right") -> MailServer:
    return MailServer("localhost", box.port, tls, "desk", password, box.trust())


@pytest.mark.parametrize("tls", [True, False])
def test_it_goes_out_encrypted_after_the_login(tls: bool) -> None:
    with serving(tls=tls) as box:
        server(box, tls=tls).send(message())
        assert box.was_tls == [True]
        assert box.logins == [("desk", "right")]
        ((to, came),) = box.arrived
        assert (to, came["Subject"]) == ("admin@northwind.example", "Invitación")
        assert box.body().split() == ["Hola,", "Northwind", ".", "https://example.com/a?b=c"]


@pytest.mark.parametrize("tls", [True, False])
def test_a_certificate_nobody_vouches_for_is_not_spoken_to(tls: bool) -> None:
    with serving(tls=tls) as box:
        with pytest.raises(MailAway):
            MailServer("localhost", box.port, tls, "desk", "right").send(message())
        assert (box.arrived, box.logins) == ([], [])


def test_without_starttls_only_loopback_is_spoken_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.services.mail.server.LOOPBACK", frozenset())
    with serving() as box:
        box.starttls = False
        with pytest.raises(MailAway, match="no STARTTLS"):
            server(box).send(message())
        assert box.logins == []


@pytest.mark.parametrize(
    ("verb", "answer", "kind"),
    [
        ("RCPT", "550 5.1.1 no such user", MailRefused),
        ("DATA", "554 spam", MailRefused),
        ("RCPT", "451 greylisted", MailAway),
        ("MAIL", "550 not your sender", MailAway),
        ("EHLO", "hang up", MailAway),
        ("RCPT", "hang up", MailAway),
    ],
)
def test_refused_for_good_is_told_from_not_now(verb: str, answer: str, kind: type[Exception]) -> None:
    with serving(tls=True) as box:
        box.answers[verb] = answer
        with pytest.raises(kind) as caught:
            server(box, tls=True).send(message())
        assert answer == "hang up" or answer[4:] in str(caught.value)
        assert "right" not in str(caught.value)


def test_a_wrong_password_is_not_told() -> None:
    with serving(tls=True) as box, pytest.raises(MailAway) as caught:
        server(box, tls=True, password="wrong-secret").send(message())
    assert str(caught.value) == "login refused (535)"
    assert "wrong-secret" not in repr(server(box, password="wrong-secret"))


def test_nobody_there_is_away() -> None:
    with pytest.raises(MailAway):
        MailServer("127.0.0.1", 1, True).send(message())


def test_addresses_are_read_with_what_is_encoded_in_them() -> None:
    found = parsed("smtps://desk%40example.com:p%3Aw%2F@mail.example.com")
    assert (found.host, found.port, found.tls, found.user, found.password) == (
        "mail.example.com",
        465,
        True,
        "desk@example.com",
        "p:w/",
    )
    assert (parsed("smtp://h").port, parsed("smtp://h").tls) == (587, False)


@pytest.mark.parametrize(
    "url", ["http://secret@h", "smtps://", "smtps://u:secret@h:99999", "smtp://h/path?x=secret", "smtp://u:1#secret@h"]
)
def test_a_bad_address_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(ValueError, match="must be|is not a URL") as caught:
        parsed(url)
    assert "secret" not in str(caught.value)
