"""Text measured in terminal columns."""

from hypothesis import given
from hypothesis import strategies as st

from bot.local_slack.text_view.lines import columns, wrap


@given(st.text(), st.integers(2, 40))
def test_wrapping_keeps_to_the_width_and_loses_no_letter(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(columns(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
