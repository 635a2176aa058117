"""Aliases as written: parted, bounded, each once, and the same when they are written down and read again."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.services.aliases.parsing import JOINT, AliasFault, aliases
from bot.services.search.folding import LONGEST_OTHER, MOST_ALIASES, fold


@given(st.text())
def test_whatever_is_read_is_bounded_and_reads_the_same_again(text: str) -> None:
    try:
        found = aliases(text)
    except AliasFault:
        assume(False)
    assert len(found) <= MOST_ALIASES
    assert all(0 < len(name) <= LONGEST_OTHER for name in found)
    folded = [fold(name) for name in found]
    assert all(folded)
    assert len(set(folded)) == len(folded)
    assert aliases(JOINT.join(found)) == found == aliases("\n".join(found))
    JOINT.join(found).encode()


@given(
    st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=MOST_ALIASES), st.sampled_from([";", "\n", " ; \r\n"])
)
def test_each_counts_once_however_it_is_written(names: list[str], between: str) -> None:
    text = between.join(name.upper() if at % 2 else name for at, name in enumerate(names))
    assert [fold(name) for name in aliases(text)] == list(dict.fromkeys(names))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("; ".join(f"Name {n}" for n in range(MOST_ALIASES + 1)), "many"),
        ("A" * (LONGEST_OTHER + 1), "long"),
        ("Contoso\x00", "unseen"),
        ("\u200b", "unseen"),
        ("Cont\ud800oso", "unseen"),
    ],
)
def test_what_cannot_be_taken_is_told(text: str, what: str) -> None:
    with pytest.raises(AliasFault) as refused:
        aliases(text)
    assert refused.value.what == what


def test_commas_are_part_of_names() -> None:
    assert aliases("Contoso, S.L.;  Contoso   Group\n\ncontoso group") == ("Contoso, S.L.", "Contoso Group")
