"""What lost its basis: two lines that name the basis and who took it, and the list behind them."""

import pytest

from bot.commands.remove_relationship import losses as lost_view
from bot.local_slack.blockkit import check_message, check_modal
from bot.services.basis.invalidation import BASES
from bot.services.basis.losses import SHOWN, Loss, LostContact
from bot.services.directory.importing import IMPORTER
from bot.text import Reader, reader
from tests.kit.screens import WORST, sent


@pytest.mark.parametrize("total", [1, SHOWN, 10_000])
@pytest.mark.parametrize("still", [0, 1, 10_000])
@pytest.mark.parametrize("personal", [True, False])
def test_notice_and_list_of_a_loss_fit(t: Reader, total: int, still: int, personal: bool) -> None:
    rows = (LostContact(WORST, WORST, WORST, True, "ours"), LostContact(WORST, WORST, WORST, False)) * SHOWN
    loss = Loss(rows[: min(total, SHOWN)], total, still, BASES, "U0123456789")
    message = lost_view.notice(t, loss, "REF00001", personal=personal)
    assert check_message(sent(message)) == []
    assert "<!channel>" not in message.text
    assert message.text.count("\n") == 1
    assert (lost_view.HAND_BACK in str(message.blocks)) is (personal and still > 0)
    assert lost_view.OPEN in str(message.blocks)
    assert check_modal(lost_view.build(t, loss)) == []


@pytest.mark.parametrize(
    ("bases", "by", "said"),
    [
        (("relationship",), "UGLO", ["Removed by Gloria: the reseller’s relationship with the customer."]),
        (("ours",), IMPORTER, ["Removed by the directory import: our reseller relationship with the customer."]),
        (("gdap-expired",), "system", ["Expired: the admin privileges (GDAP)."]),
        (("membership",), "", ["Gone: the reseller’s place in the CSP programme."]),
        (
            ("partnership", "relationship", "dap-expired"),
            "UGLO",
            [
                "Removed by Gloria: the partnership with the reseller"
                " and the reseller’s relationship with the customer.",
                "Expired: the admin privileges (DAP).",
            ],
        ),
        ((), "", []),
    ],
)
def test_what_was_lost_names_its_basis_and_who_took_it(bases: tuple[str, ...], by: str, said: list[str]) -> None:
    t = reader("en", "UTC").naming({"UGLO": "Gloria"})
    assert lost_view.why(t, Loss((), 1, 1, bases, by)) == said


def test_every_basis_has_its_words(t: Reader) -> None:
    assert len({t.plain(f"loss-basis-{basis}") for basis in (*BASES, "unknown")}) == len(BASES) + 1
