"""Support contacts that lost their basis: the message that tells of them in two lines, and the list behind it."""

from bot.commands.base import Message, View
from bot.commands.shared import blocks as b
from bot.commands.shared.words import who
from bot.services.basis.losses import Loss, LostContact
from bot.text import Mrkdwn, Reader, clip

HAND_BACK, OPEN, LIST = "remove.loss", "remove.lost", "remove.lost_list"
NAME, NAMED, LISTED = 75, 2, 40
EXPIRED = frozenset({"gdap-expired", "dap-expired"})


def notice(t: Reader, loss: Loss, reference: str, *, personal: bool) -> Message:
    """Draw what was lost, of what kind, by whom, and if any of it still needs action; people can hand it back."""
    names = b.names(t, [t.plain("loss-name", **_named(row)) for row in loss.shown], most=NAMED, total=loss.total)
    head = t.mrkdwn("loss-headline", count=loss.total, names=names)
    last = t.mrkdwn("loss-open", count=loss.open) if loss.open else t.mrkdwn("loss-settled")
    text = Mrkdwn(f"{' · '.join([head, *why(t, loss)])}\n{last}")
    buttons = [b.button(t.plain("relationships-open"), OPEN, reference)]
    if personal and loss.open:
        buttons.insert(0, b.button(t.plain("remove-hand-back"), HAND_BACK, reference, style="primary"))
    return Message(text, [b.section(text), b.actions(*buttons)])


def build(t: Reader, loss: Loss) -> View:
    """Draw each contact that was lost, with its basis and if it is settled."""
    parts = [b.section(t.mrkdwn("loss-about", count=loss.total)), *map(b.context, why(t, loss))]
    parts += [b.context(_line(t, row)) for row in loss.shown]
    if rest := loss.total - len(loss.shown):
        parts.append(b.context(t.mrkdwn("subscriptions-more", count=rest)))
    return b.modal(t.plain("loss-title"), parts, callback_id=LIST, close=t.plain("button-done"))


def why(t: Reader, loss: Loss) -> list[Mrkdwn]:
    """Say which bases were lost, and who took them as far as that is known."""
    taken = [_basis(t, basis) for basis in loss.bases if basis not in EXPIRED]
    expired = [_basis(t, basis) for basis in loss.bases if basis in EXPIRED]
    said = []
    if taken:
        key = "loss-removed" if loss.by else "loss-gone"
        said.append(t.mrkdwn(key, bases=taken, by=who(t, loss.by)))
    return [*said, *([t.mrkdwn("loss-expired", bases=expired)] if expired else [])]


def _basis(t: Reader, basis: str) -> str:
    return t.plain(f"loss-basis-{basis}")


def _line(t: Reader, row: LostContact) -> Mrkdwn:
    basis = _basis(t, row.basis) if row.basis else t.plain("loss-basis-unknown")
    return t.mrkdwn("loss-line-open" if row.open else "loss-line-done", basis=basis, **_named(row))


def _named(row: LostContact) -> dict[str, str]:
    return {name: clip(getattr(row, name), NAME) for name in ("subscription", "customer", "partner")}
