"""Who a Slack user is for us: name, language, zone, and whether the person is one of ours."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """A Slack user as far as the bot needs it; `locale` BCP 47, `zone` IANA, both already defaulted."""

    user_id: str
    name: str
    locale: str
    zone: str
    is_guest: bool = False
    is_bot: bool = False
    is_foreign: bool = False
    is_deleted: bool = False
