"""The client's own words, in the language of the person who reads them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.local_slack.base.elements import fields, initial_values
from bot.local_slack.base.models import View
from bot.local_slack.people.filling import client_errors
from bot.local_slack.people.wording import LANGUAGES, WORDS


def places(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def test_every_language_says_the_same_things() -> None:
    assert set(WORDS) == set(LANGUAGES)
    for language in LANGUAGES[1:]:
        said = {key: places(text) for key, text in WORDS[language].items()}
        assert said == {key: places(text) for key, text in WORDS["en"].items()}


def shown(element: dict[str, Any], locale: str) -> str:
    """Return what the client shows at a form's only field, which holds what `element` holds at first."""
    block = {"type": "input", "block_id": "b", "label": {"type": "plain_text", "text": "B"}, "element": element}
    view = View("V1", "U1", {"type": "modal", "blocks": [block]}, "1.a", initial_values([block]), "V1")
    return client_errors(view, list(fields(view.blocks)), locale).get("b", "")


@pytest.mark.parametrize(
    ("element", "english", "spanish"),
    [
        ({"type": "plain_text_input"}, "Please complete this required field.", "Completa este campo obligatorio."),
        ({"type": "checkboxes"}, "Please complete this required field.", "Completa este campo obligatorio."),
        (
            {"type": "plain_text_input", "min_length": 5, "initial_value": "four"},
            "Please enter at least 5 characters.",
            "Escribe 5 caracteres como mínimo.",
        ),
        (
            {"type": "plain_text_input", "max_length": 3, "initial_value": "four"},
            "Please enter at most 3 characters.",
            "Escribe 3 caracteres como máximo.",
        ),
        (
            {"type": "email_text_input", "initial_value": "ann"},
            "Please enter a valid email address.",
            "Escribe una dirección de correo válida.",
        ),
        ({"type": "url_text_input", "initial_value": "x"}, "Please enter a valid URL.", "Escribe una URL válida."),
        (
            {"type": "number_input", "is_decimal_allowed": True, "min_value": "2.5", "initial_value": "1"},
            "Please enter a number of at least 2.5.",
            "Escribe un número no menor que 2.5.",
        ),
        ({"type": "email_text_input", "initial_value": "ann@example.com"}, "", ""),
    ],
)
def test_what_is_wrong_is_said_in_the_readers_language(element: dict[str, Any], english: str, spanish: str) -> None:
    element = element | {"action_id": "a"}
    assert [shown(element, locale) for locale in ("en-GB", "es-MX", "ja-JP")] == [english, spanish, english]
