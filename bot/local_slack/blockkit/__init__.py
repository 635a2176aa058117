"""Strict, fast check of Block Kit as Slack would check it, with JSON pointers and words that say how to mend it.

Every ``check_*`` takes any JSON value, never raises, and returns violations in document order; ``strict`` is False
for advice that Slack would let pass. Sources: docs/slack.md and docs.slack.dev/reference/block-kit.
"""

from bot.local_slack.blockkit.limits import Surface
from bot.local_slack.blockkit.messages import check_message
from bot.local_slack.blockkit.rules import Violation
from bot.local_slack.blockkit.surfaces import (
    check_blocks,
    check_home,
    check_modal,
    check_options,
    check_response_action,
    check_view,
)

__all__ = [
    "Surface",
    "Violation",
    "check_blocks",
    "check_home",
    "check_message",
    "check_modal",
    "check_options",
    "check_response_action",
    "check_view",
]
