"""Spanish conjunctions follow the sound of the word that comes after them, in lists and in texts, whatever it is."""

import re

import pytest

from bot.text import parse_catalogue, reader
from bot.text.euphony import conjunction

SPANISH = reader("es-ES", "Europe/Madrid")


@pytest.mark.parametrize(
    ("following", "said"),
    [
        ("Iberia Cloud", "e"),
        ("*Iberia*", "e"),
        ("«Íñigo e Hijos»", "e"),
        ("hijos", "e"),
        ("Hidalgo S.L.", "e"),
        ("Ybarra", "e"),
        ("*\u200bIberia", "e"),
        ("Hierros Norte", "y"),
        ("hielo", "y"),
        ("Iacobus", "y"),
        ("Yedra", "y"),
        ("Contoso", "y"),
        ("11 más", "y"),
        ("<@U0IRIS>", "y"),
        ("", "y"),
    ],
)
def test_y_becomes_e_before_the_sound_i(following: str, said: str) -> None:
    assert conjunction("y", following) == said


@pytest.mark.parametrize(
    ("following", "said"),
    [
        ("Óptica", "u"),
        ("hoteles", "u"),
        ("8", "u"),
        ("80", "u"),
        ("11", "u"),
        ("11.000", "u"),
        ("110", "o"),
        ("7", "o"),
        ("una", "o"),
    ],
)
def test_o_becomes_u_before_the_sound_o(following: str, said: str) -> None:
    assert conjunction("o", following) == said


def test_lists_and_letters_say_it_and_names_stay_as_they_are() -> None:
    assert SPANISH.join(["Trey", "Iberia"]) == "Trey e Iberia"
    assert SPANISH.join(["Trey", "Fabrikam", "Hierros"]) == "Trey, Fabrikam y Hierros"
    assert SPANISH.join(["Pan y Iguales", "Iberia"]) == "Pan y Iguales e Iberia"
    subject = "invitation-subject-customer-indirect-reseller"
    assert SPANISH.plain(subject, inviter="Trey", provider="Iberia Cloud").startswith("Trey e Iberia Cloud:")
    assert SPANISH.plain(subject, inviter="Pan y Iguales", provider="Contoso").startswith("Pan y Iguales y Contoso:")
    # Numbers of a thousand or more are said by another resolver.
    assert SPANISH.plain("subscriptions-more", count=1_000) == "y 1.000 suscripciones más"
    assert reader("en", "UTC").join(["Trey", "Iberia"]) == "Trey and Iberia"


def test_the_catalogue_says_it_where_the_next_word_is_known() -> None:
    wrong = re.compile(r"\by h?i(?![aeo])|\bo h?o", re.IGNORECASE)
    assert [name for name, source in parse_catalogue("es").items() if wrong.search(source)] == []
