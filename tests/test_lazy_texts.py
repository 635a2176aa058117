"""Messages are parsed one by one when first said: each must mean the same alone as in its whole catalogue."""

import re

import pytest
from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import FluentParser, ast

from bot.text import LANGUAGES, _entries, _template, parse_catalogue

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
def test_words_and_variables_in_a_row_read_as_the_resolver_would_put_them(language: str) -> None:
    quick = 0
    for key, entry in _entries(language).items():
        template = _template(language, key)
        names = re.findall(r"\$([\w-]+)", entry)
        given = dict.fromkeys(names, "«–3 & <b>»\n{ x }")
        if template is None or not template.takes(given):
            continue
        quick += bool(names)
        bundle = FluentBundle([language], use_isolating=False)
        bundle.add_resource(FluentResource(entry))
        message = bundle.get_message(key)
        assert message.value is not None
        value, errors = bundle.format_pattern(message.value, given)
        assert (template.filled(given), errors) == (value, []), key
        assert not names or not template.takes(given | {names[0]: 3})
    assert quick > 100


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
