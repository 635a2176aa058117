"""Messages are parsed one by one when first said: each must mean the same alone as in its whole catalogue."""

import pytest
from fluent.syntax import FluentParser, ast

from bot.text import LANGUAGES, _entries, parse_catalogue

PARSER = FluentParser(with_spans=False)


def messages(source: str) -> dict[str, ast.Message]:
    return {entry.id.name: entry for entry in PARSER.parse(source).body if isinstance(entry, ast.Message)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_entry_alone_is_the_entry_of_its_catalogue(language: str) -> None:
    whole = {key: entry for source in parse_catalogue(language).values() for key, entry in messages(source).items()}
    alone = _entries(language)
    assert set(alone) == set(whole)
    for key, entry in whole.items():
        (parsed,) = messages(alone[key]).values()
        assert parsed.equals(entry, ignored_fields=["span", "comment"]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_refers_to_another(language: str) -> None:
    """Parsed alone it would not find the other."""
    for source in parse_catalogue(language).values():
        for key, entry in messages(source).items():
            assert not {"MessageReference", "TermReference"} & kinds(entry), key


def kinds(node: ast.BaseNode) -> set[str]:
    found: set[str] = set()
    places = [node]
    while places:
        place = places.pop()
        found.add(type(place).__name__)
        for value in vars(place).values():
            places += [
                part for part in (value if isinstance(value, list) else [value]) if isinstance(part, ast.BaseNode)
            ]
    return found
