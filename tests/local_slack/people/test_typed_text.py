"""Typed text as Slack encodes it (docs/slack.md#typed-text; docs.slack.dev/messaging/formatting-message-text)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.local_slack import Workspace
from bot.local_slack.mrkdwn import Special, Text, parse
from bot.local_slack.people.typed_text import command_text, message_text
from tests.local_slack.tiny_bot import ANN, BEN, BOT, GENERAL, seed

STATE = Workspace(seed()).state


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("a < b & c", "a &lt; b &amp; c"),
        ("<!channel> <https://x.y|click>", "&lt;!channel&gt; &lt;<https://x.y>|click&gt;"),
        ("<@U0ANN>", "&lt;@U0ANN&gt;"),
        ("hey @tiny, @ben.", f"hey <@{BOT}>, <@{BEN}>."),
        ("@admins @here @nobody", "<!subteam^S0ADMINS> <!here> @nobody"),
        ("in #general? #nowhere", f"in <#{GENERAL}|general>? #nowhere"),
        ("see https://x.com/a?b=1&c=2.", "see <https://x.com/a?b=1&amp;c=2>."),
        ("ann@example.com", "<mailto:ann@example.com|ann@example.com>"),
        ("Contoso.com, x.com.mx, rows.csv S.L.", "<http://Contoso.com|Contoso.com>, x.com.mx, rows.csv S.L."),
        ("#1 & @", "#1 &amp; @"),
    ],
)
def test_a_message(typed: str, sent: str) -> None:
    assert message_text(STATE, typed) == sent


def test_a_command_has_names_and_links_encoded_and_its_characters_left_alone() -> None:
    assert command_text(STATE, "Bäcker & Söhne <x> @ann @here www.x.com") == (
        f"Bäcker & Söhne <x> <@{ANN}> @here <http://www.x.com|www.x.com>"
    )


@given(st.text(alphabet="<>&!|^@#chanel. ", max_size=30))
def test_nobody_types_markup(typed: str) -> None:
    assert not any(isinstance(node, Special) for node in parse(message_text(STATE, typed.replace("@", ""))))


def test_plain_words_stay_as_they_are() -> None:
    assert parse(message_text(STATE, "one < two")) == (Text("one < two"),)
