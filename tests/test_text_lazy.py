"""Messages are parsed one by one when first said: each must mean the same alone as in its whole catalogue."""

import re
from collections.abc import Callable

import pytest
from babel import Locale
from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import FluentParser, ast

from bot.text import LANGUAGES, euphony, parse_catalogue
from bot.text.readers import _entries, _phrase

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


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_variables_and_plurals_read_as_the_resolver_would_put_them(language: str) -> None:
    values: list[object] = ["«–3 & <b>»\n{ x }", "one", 0, 1, 2, 5, 21, 999]
    for key, entry in _entries(language).items():
        phrase = _phrase(language, key)
        assert phrase, f"{key} needs the resolver, which takes ten times as long"
        bundle = FluentBundle([language], use_isolating=False)
        resource = FluentResource(entry)
        bundle.add_resource(euphony.mark(resource) if language == "es" else resource)
        pattern = bundle.get_message(key).value
        assert pattern is not None
        names = sorted(set(re.findall(r"\$([\w-]+)", entry)))
        assert set(names) == phrase.names, key
        for turn in range(len(values) if names else 1):
            given = {name: values[(turn + number) % len(values)] for number, name in enumerate(names)}
            assert phrase.takes(given), key
            assert bundle.format_pattern(pattern, given) == (phrase.said(given, rule(language)), []), (key, given)


@pytest.mark.parametrize("value", [1000, -1, 2.5, True, None])
def test_numbers_that_languages_write_differently_are_the_resolvers(value: object) -> None:
    phrase = _phrase("en", "subscriptions-more")
    assert phrase
    assert phrase.takes({"count": 999})
    assert not phrase.takes({"count": value})
    assert not phrase.takes({})


def rule(language: str) -> Callable[[int], str]:
    return Locale.parse(language).plural_form


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
