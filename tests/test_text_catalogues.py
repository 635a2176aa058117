"""Both languages say everything: the same keys with the same variables, and every key the code uses exists."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from hypothesis import example, given
from hypothesis import strategies as st

from bot.text import LANGUAGES, Mrkdwn, escape, parse_catalogue, reader

BOT = Path(__file__).parent.parent / "bot"


def messages(language: str) -> dict[str, ftl.Message]:
    found: dict[str, ftl.Message] = {}
    for name, source in parse_catalogue(language).items():
        for entry in FluentParser().parse(source).body:
            assert not isinstance(entry, ftl.Junk), f"{language}/{name}: {entry.content}"
            if isinstance(entry, ftl.Message):
                assert entry.id.name not in found, f"{language}/{name}: {entry.id.name} twice"
                found[entry.id.name] = entry
    return found


def variables(message: ftl.Message) -> set[str]:
    names: set[str] = set()

    def walk(node: object) -> None:
        if isinstance(node, ftl.VariableReference):
            names.add(node.id.name)
        for value in vars(node).values() if isinstance(node, ftl.BaseNode) else ():
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ftl.BaseNode):
                    walk(child)

    walk(message)
    return names


def test_languages_have_the_same_keys_and_variables() -> None:
    english = {key: variables(message) for key, message in messages("en").items()}
    for language in LANGUAGES[1:]:
        assert {key: variables(message) for key, message in messages(language).items()} == english


def keys_used() -> Iterator[tuple[str, str]]:
    """Literal first arguments of plain(), mrkdwn() and of the errors that carry keys."""
    for path in BOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = ast.unparse(node.func).rpartition(".")[2]
            position = {"plain": 0, "mrkdwn": 0, "Denied": 0, "NotFound": 0, "Conflict": 0, "Unavailable": 0}
            index = 1 if called == "InvalidInput" else position.get(called)
            if index is None or len(node.args) <= index:
                continue
            argument = node.args[index]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield f"{path.relative_to(BOT)}:{node.lineno}", argument.value


def test_every_key_the_code_names_exists() -> None:
    known = messages("en")
    missing = [(where, key) for where, key in keys_used() if re.fullmatch(r"[a-z0-9-]+", key) and key not in known]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_and_buttons_fit(language: str) -> None:
    """24 characters for modal titles and their two buttons, 75 for labels (docs/slack.md#views)."""
    t = reader(language, "UTC")
    for key, message in messages(language).items():
        if variables(message) or message.value is None:
            continue
        if key.endswith("-title") or key in {"button-submit", "button-close", "button-cancel", "button-back"}:
            assert len(t.plain(key)) <= 24, key
        if key.startswith("button-") or key.endswith("-shortcut"):
            assert len(t.plain(key)) <= (24 if key.endswith("-shortcut") else 30), key


_FORMAL = re.compile(
    r"\b(usted(es)?|pida|pulse|escriba|revise|vuelva|avise|abra|dé|(compruébe|inténte|confírme)l[oa])\b",
    re.I,
)


def test_spanish_addresses_colleagues_as_tu_and_customers_as_usted() -> None:
    """An error that says "inténtelo" beside a form that says "elige" reads as if two programs spoke."""
    formal = {name: _FORMAL.findall(source) for name, source in parse_catalogue("es").items()}
    assert [name for name, found in formal.items() if found and name != "invitation.ftl"] == []
    assert "Haga clic" in parse_catalogue("es")["invitation.ftl"]


_NAME_AND_STOP = re.compile(
    r"\{ ?\$(customer|contact|target|provider|partner|reseller|inviter|names|about) ?\}\*?\.(?=\s|$)", re.MULTILINE
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_ends_with_the_name_of_a_company(language: str) -> None:
    """Half of Spain's end with a full stop themselves: "Contoso Ibérica S.A.."."""
    assert [name for name, source in parse_catalogue(language).items() if _NAME_AND_STOP.search(source)] == []


@given(st.text(max_size=400))
@example("> quoted\n>>> all of it")
def test_nothing_a_person_types_is_markup(text: str) -> None:
    shown = escape(text)
    assert "<" not in shown
    assert ">" not in shown
    assert not re.search(r"&(?!(amp|lt|gt);)", shown)
    assert not re.search(r":[a-z0-9_+'-]+:", shown)
    assert not re.search("^&gt;", shown, re.MULTILINE)
    undone = shown.replace("\u200b", "").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert undone == text.replace("\u200b", "")


def test_dates_and_lists_follow_the_reader() -> None:
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    madrid, seattle = reader("es-ES", "Europe/Madrid"), reader("en-US", "America/Los_Angeles")
    assert "10:00" in madrid.when(at)
    assert "1:00" in seattle.when(at)
    assert madrid.join(["a", "b"]) == "a y b"
    for other in ("ja-JP", "zz-ZZ", "", "*", "x" * 50):
        assert reader(other, "Asia/Tokyo").plain("button-submit") == "Submit"
    assert isinstance(seattle.date_token(at), Mrkdwn)
    assert seattle.date_token(at).startswith("<!date^1772442000^")
    early = datetime(2026, 3, 2, 3, tzinfo=UTC)
    assert seattle.day_token(early) == "<!date^1772420400^{date_short}|Mar 1, 2026>"
    assert madrid.day_token(early) == "<!date^1772420400^{date_short}|2 mar 2026>"


@pytest.mark.parametrize(
    ("locale", "zone", "written"),
    [
        ("es-ES", "Europe/Madrid", "2 mar 2026 10:00 CET"),
        ("en-US", "UTC", "Mar 2, 2026 9:00\u202fAM UTC"),
        ("es", "America/Bogota", "2 mar 2026 4:00 UTC-05"),
    ],
)
def test_those_who_read_together_have_dates_written_out_with_the_zone(locale: str, zone: str, written: str) -> None:
    at = datetime(2026, 3, 2, 9, 0, 59, tzinfo=UTC)
    assert reader(locale, zone, together=True).mrkdwn("event-by-itself") == reader(locale, zone).mrkdwn(
        "event-by-itself"
    )
    assert written in reader(locale, zone, together=True).mrkdwn(
        "request-notice-expired", kind="K", target="T", resolved=at, asker="A"
    )


def test_whoever_has_a_name_is_not_mentioned() -> None:
    t = reader("en", "UTC")
    assert t.person("UANN") == "<@UANN>"
    named = t.naming({"UANN": "Ann <b> *x*" + "x" * 100})
    assert "<@" not in named.person("UANN")
    assert len(named.person("UANN")) < 80
    assert named.person("UBOB") == "<@UBOB>"
    assert t.person("UANN") == "<@UANN>"


def catalogue(language: str) -> str:
    return "\n".join(parse_catalogue(language).values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_kind_of_request_is_a_label_and_no_subject(language: str) -> None:
    """Some kinds are plural: "admin privileges (GDAP) was declined"."""
    text = catalogue(language)
    said = re.findall(r"\*\{ \$kind \}\* (?:for|para) \*\{ \$target \}\*(.*)", text)
    assert len(said) > 10
    assert [rest for rest in said if not re.match(r"[:,.]| to you\.", rest)] == []


def test_spanish_has_one_name_for_partner_center() -> None:
    text = catalogue("es")
    assert "Centro de partners" in text
    assert "Partner Center" not in text


_PRESSED = {
    "en": re.compile(r"\b[Pp]ress(?:ing)? [*“]*([A-Z][a-z]+)"),
    "es": re.compile(r"\b[Pp]ulsa(?:r|s)? [*«]*([A-ZÁÉÍÓÚ][a-záéíóúñ]+)"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_text_says_to_press_is_the_word_on_a_button(language: str) -> None:
    t = reader(language, "UTC")
    keys = [key for key, message in messages(language).items() if not variables(message)]
    labels = {t.plain(key) for key in keys if re.search(r"(^|-)(button|submit)(-|$)", key)}
    pressed = {word for source in parse_catalogue(language).values() for word in _PRESSED[language].findall(source)}
    assert len(pressed) > 2
    assert pressed - labels == set()
