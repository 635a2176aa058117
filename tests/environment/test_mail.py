"""Mail server and sender: any value starts the program or is one line that names the variable and no secret."""

import os
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.errors import ConfigurationError
from bot.services.mail.server import parsed
from bot.settings import load

SECRET = "secret-word"
LINES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)
PIECES = st.sampled_from(
    ["[", "]", ":", "@", "/", "?", "#", "%", "%zz", "%00", "\u2100", "\u2488", "x", "h.example", "465", "99999"]
)
SCHEMES = st.sampled_from(["smtp", "smtps", "https", "http", ""])
HOSTS = st.lists(PIECES | LINES, max_size=6).map("".join)


def started(**values: str) -> str | None:
    """Load the settings with these variables; return the error, None for none."""
    with patch.dict(os.environ, values):
        try:
            found = load(None)
        except ConfigurationError as error:
            return str(error)
    if found.smtp_url is not None:
        parsed(found.smtp_url.get_secret_value())
    return None


@settings(deadline=None)
@given(st.sampled_from(["SMTP_URL", "SLACK_API_BASE_URL", "GRAPH_BASE_URL"]), SCHEMES, HOSTS)
@example("SMTP_URL", "smtps", "h\u2100st:465")
@example("SMTP_URL", "smtps", "[::1")
@example("SMTP_URL", "smtp", "h:99999")
@example("SMTP_URL", "smtp", "h:x")
@example("SMTP_URL", "smtp", "h/path")
@example("SLACK_API_BASE_URL", "https", "h\u2100st")
@example("SLACK_API_BASE_URL", "https", "h:x")
def test_no_url_raises_anything_else_or_shows_its_password(name: str, scheme: str, rest: str) -> None:
    sender = {"MAIL_FROM": "a@b.example"} if name == "SMTP_URL" else {}
    error = started(**{name: f"{scheme}://user:{SECRET}@{rest}"}, **sender)
    assert error is None or (error.startswith(f"{name}: ") and SECRET not in error and "\n" not in error)


@pytest.mark.parametrize(
    "url", ["smtp://u:p@h:99999", "smtp://u:p@h:x", "smtps://u:p@[::1", "smtps://u:p@h/x", "smtp://"]
)
def test_a_bad_mail_server_is_named_at_the_start(url: str) -> None:
    error = started(SMTP_URL=url, MAIL_FROM="a@b.example") or ""
    assert error.startswith("SMTP_URL: ")


@pytest.mark.parametrize(
    "said", ["a..b@x.example", "x", "a,b@x.example", "A <a@x.example>, B <b@x.example>", "a\u2028b <a@x.example>"]
)
def test_a_bad_sender_is_named_at_the_start(said: str) -> None:
    assert (started(SMTP_URL="smtp://h", MAIL_FROM=said) or "").startswith("MAIL_FROM: must be like")


@pytest.mark.parametrize(
    "said", ["a@x.example", "Desk, Inc <a@x.example>", '"Desk, Inc" <a@x.example>', "José <a@x.example>"]
)
def test_a_name_may_hold_a_comma(said: str) -> None:
    assert started(SMTP_URL="smtp://h", MAIL_FROM=said) is None
