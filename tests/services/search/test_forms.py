"""Legal forms: one company however its form is written, and never another form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.search.folding import fold
from bot.services.search.forms import _WRITTEN, canonical, spellings, without_form


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Contoso Limited", "Contoso Ltd."),
        ("Contoso, Inc.", "contoso incorporated"),
        ("Contoso S.L.", "CONTOSO SL"),
        ("Contoso Sociedad Anónima", "Contoso, S.A."),
        ("Contoso Gesellschaft mit beschränkter Haftung", "Contoso GmbH"),
        ("Contoso S. L. U.", "Contoso SLU"),
        ("Contoso Sp. z o.o.", "contoso sp zoo"),
        ("Contoso public limited company", "Contoso PLC"),
    ],
)
def test_one_form_is_spelt_in_many_ways(one: str, other: str) -> None:
    assert canonical(fold(one)) == canonical(fold(other))
    assert fold(other) in spellings(fold(one))
    assert fold(one) in spellings(fold(other))


@given(st.sampled_from(["contoso", "a b", "x, y"]), st.sampled_from(sorted(_WRITTEN)), st.data())
def test_spellings_are_one_company_and_lead_back(name: str, form: str, data: st.DataObject) -> None:
    said = f"{name} {data.draw(st.sampled_from(_WRITTEN[form]))}"
    others = spellings(said)
    assert {canonical(other) for other in others} == {canonical(said)}
    assert said not in others
    assert len(set(others)) == len(others)
    assert "," in name or all(said in spellings(other) for other in others)


@pytest.mark.parametrize("other", ["Contoso", "Contoso AG", "Contoso Ltd Iberia", "Contosos Ltd", "Ltd"])
def test_other_names_stay_others(other: str) -> None:
    assert canonical(fold("Contoso Ltd")) != canonical(fold(other))


def test_without_its_form_a_name_is_left_or_nothing_is_said() -> None:
    assert without_form("contoso iberia s.l.u.") == "contoso iberia"
    assert without_form("contoso iberia") == ""
    assert without_form("ltd") == ""
