"""Legal forms: one company however its form is written, and never another form."""

import pytest

from bot.services.search.folding import fold
from bot.services.search.forms import canonical, without_form


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Contoso Limited", "Contoso Ltd."),
        ("Contoso, Inc.", "contoso incorporated"),
        ("Contoso S.L.", "CONTOSO SL"),
        ("Contoso Sociedad Anónima", "Contoso, S.A."),
        ("Contoso Gesellschaft mit beschränkter Haftung", "Contoso GmbH"),
        ("Contoso public limited company", "Contoso PLC"),
    ],
)
def test_one_form_is_spelt_in_many_ways(one: str, other: str) -> None:
    assert canonical(fold(one)) == canonical(fold(other))


@pytest.mark.parametrize("other", ["Contoso", "Contoso AG", "Contoso Ltd Iberia", "Contosos Ltd", "Ltd"])
def test_other_names_stay_others(other: str) -> None:
    assert canonical(fold("Contoso Ltd")) != canonical(fold(other))


def test_without_its_form_a_name_is_left_or_nothing_is_said() -> None:
    assert without_form("contoso iberia s.l.u.") == "contoso iberia"
    assert without_form("contoso iberia") == ""
    assert without_form("ltd") == ""
