"""Letter of an invitation, in the invited one's language: what the link does, what it does not, who may open it."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from babel.languages import get_official_languages

from bot.models import RequestType
from bot.services.invitations.links import asks_dap
from bot.services.markets import country_code
from bot.text import LANGUAGES, Reader, clip, reader

# A name of 500 characters would push the link out of the 3000 that Slack lets a person edit.
LONGEST_NAME = 100
LONGEST_TEXT = 3000


@dataclass(frozen=True)
class LetterParties:
    """Names that go into the text: who is invited, who invites, whose programme it is, who signs."""

    target: str
    inviter: str
    provider: str
    sender: str


def slug(kind: RequestType) -> str:
    """Spell the kind as catalogue keys do."""
    return kind.replace("_", "-")


def language_of(country: str | None) -> str:
    """Return the language to write in to a country: its first official one that we have, else English."""
    official = get_official_languages(country_code(country) or "", de_facto=True)
    return next((language for language in official if language in LANGUAGES), LANGUAGES[0])


def draft(kind: RequestType, locale: str, parties: LetterParties, url: str, *, dap: bool) -> str:
    """Draft the text: at most 3000 characters, `url` on its own line (docs/domain.md#invitation-text; P16 to P18)."""
    t = reader(locale, "UTC")
    names = _names(parties)
    paragraphs = [
        t.plain("invitation-greeting", **names),
        t.plain(f"invitation-purpose-{slug(kind)}", **names),
        _bullets(t, "invitation-does", _does(kind, dap=dap), names),
        _bullets(t, "invitation-does-not", _does_not(kind, dap=dap), names),
        t.plain(f"invitation-who-{slug(kind)}", **names),
        f"{t.plain('invitation-link')}\n{url}",
        t.plain("invitation-regards", **names),
    ]
    return "\n\n".join(paragraphs)


def draft_several(kinds: Sequence[RequestType], locale: str, parties: LetterParties, urls: Sequence[str]) -> str:
    """Draft one text for the links of several kinds, each on its own line below its name, in the order to accept."""
    t = reader(locale, "UTC")
    names, gdap = _names(parties), RequestType.GDAP in kinds
    main = next(kind for kind in reversed(kinds) if kind is not RequestType.GDAP)
    own = "both" if main is RequestType.CUSTOMER_INDIRECT_RESELLER else "reseller"
    does = (own, "agreement", *(("dap",) if any(map(asks_dap, urls)) else ()), *(("gdap",) if gdap else ()))
    paragraphs = [
        t.plain("invitation-greeting", **names),
        t.plain(f"invitation-purpose-{slug(main)}", **names),
        _bullets(t, "invitation-does", does, names),
        _bullets(t, "invitation-does-not", ("subscriptions", "partners"), names),
        t.plain("invitation-who-several", gdap="yes" if gdap else "no", **names),
        t.plain("invitation-links", count=len(kinds)),
        *(f"{t.plain(f'invitation-link-{slug(kind)}', **names)}\n{url}" for kind, url in zip(kinds, urls, strict=True)),
        t.plain("invitation-regards", **names),
    ]
    return "\n\n".join(paragraphs)


def subject(kind: RequestType, locale: str, parties: LetterParties) -> str:
    """Return the subject line of the e-mail."""
    return reader(locale, "UTC").plain(f"invitation-subject-{slug(kind)}", **_names(parties))


def mailto(recipient: str | None, subject_line: str, text: str | None) -> str:
    """Make a mailto: URL (RFC 6068); with `text` None the body is left to be pasted."""
    body = "" if text is None else f"&body={quote(text.replace(chr(10), chr(13) + chr(10)), safe='')}"
    return f"mailto:{quote(recipient or '', safe='@')}?subject={quote(subject_line, safe='')}{body}"


def _names(parties: LetterParties) -> dict[str, str]:
    return {name: clip(" ".join(value.split()), LONGEST_NAME) for name, value in vars(parties).items()}


def _bullets(t: Reader, key: str, endings: tuple[str, ...], names: dict[str, str]) -> str:
    return "\n".join([t.plain(key), *(f"- {t.plain(f'{key}-{ending}', **names)}" for ending in endings)])


def _does(kind: RequestType, *, dap: bool) -> tuple[str, ...]:
    match kind:
        case RequestType.GDAP:
            return ("roles", "until")
        case RequestType.PARTNERSHIP:
            return ("order", "name")
    own = "both" if kind is RequestType.CUSTOMER_INDIRECT_RESELLER else "reseller"
    return (own, "agreement", *(("dap",) if dap else ()))


def _does_not(kind: RequestType, *, dap: bool) -> tuple[str, ...]:
    match kind:
        case RequestType.GDAP:
            return ("reseller", "subscriptions")
        case RequestType.PARTNERSHIP:
            return ("customers",)
    return ("subscriptions", "partners", *(() if dap else ("admin",)))
