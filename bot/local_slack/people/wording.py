"""Words of the client itself, in the language of the person who sees them."""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES = ("en", "es")

_ENGLISH = {
    "required": "Please complete this required field.",
    "short": "Please enter at least {n} characters.",
    "long": "Please enter at most {n} characters.",
    "email": "Please enter a valid email address.",
    "url": "Please enter a valid URL.",
    "number": "Please enter a valid number.",
    "small": "Please enter a number of at least {n}.",
    "large": "Please enter a number of at most {n}.",
    "failed": '{command} failed with the error "{code}"',
}
_SPANISH = {
    "required": "Completa este campo obligatorio.",
    "short": "Escribe {n} caracteres como mínimo.",
    "long": "Escribe {n} caracteres como máximo.",
    "email": "Escribe una dirección de correo válida.",
    "url": "Escribe una URL válida.",
    "number": "Escribe un número válido.",
    "small": "Escribe un número no menor que {n}.",
    "large": "Escribe un número no mayor que {n}.",
    "failed": "{command} falló con el error «{code}»",
}
WORDS: Mapping[str, Mapping[str, str]] = {"en": _ENGLISH, "es": _SPANISH}


def language_of(locale: str) -> str:
    """Choose the catalogue for a locale such as `es-MX`; English when there is none."""
    language = locale.replace("_", "-").split("-")[0].lower()
    return language if language in LANGUAGES else LANGUAGES[0]


def words(key: str, locale: str, **values: object) -> str:
    """Return the words for `key` in the language of `locale`, with `values` filled in."""
    return WORDS[language_of(locale)][key].format(**values)
