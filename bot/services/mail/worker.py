"""The tick that sends e-mails: one after the other, each within half a minute, none while a server is away."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from enum import StrEnum
from typing import Protocol

from sqlmodel import Session

from bot import addresses
from bot.db import Database
from bot.services.mail import queue
from bot.services.mail.queue import MailRow
from bot.services.mail.server import MailAway, MailRefused
from bot.services.scene import Scene, SceneNow
from bot.services.store import references
from bot.services.store.spans import span

log = logging.getLogger(__name__)
trail = logging.getLogger(f"{references.TRAIL}.mail")
# Seconds for a whole conversation.
DEADLINE = 45.0
MOST = 50
# What became of an attempt that is none of the fates.
LATER = "later"


class MailFate(StrEnum):
    """Fate of an e-mail: the server took it, refused it for good, or could not be reached for a day.

    It is unclear after a restore, for one that waited when the backup was made: a server cannot be asked what it took.
    """

    SENT = "sent"
    REFUSED = "refused"
    GIVEN_UP = "given_up"
    UNCLEAR = "unclear"


class MailTransport(Protocol):
    """Server to which e-mails are handed; `MailServer` is one."""

    def send(self, message: EmailMessage) -> None:
        """Send it, blocking; raise MailRefused or MailAway."""
        ...


def nobody_counts(_outcome: str) -> None:
    """Do nothing: outcomes of attempts are for /metrics."""


# Tells if an e-mail is to be sent still, and hears what became of it; both in the transaction of the step.
Wanted = Callable[[Session, MailRow], bool]
Heard = Callable[[Session, MailRow, MailFate, str, Scene], None]


@dataclass(frozen=True)
class MailWorker:
    """Sends what is due from `sender` (an address, with or without a name).

    `counted` hears of each attempt: a fate, or LATER.
    """

    database: Database
    server: MailTransport
    sender: str
    scene: SceneNow
    wanted: Wanted
    heard: Heard
    counted: Callable[[str], object] = nobody_counts

    async def run(self) -> int:
        """Send up to MOST e-mails; return how many the server took. Harmless to repeat, and by several at once."""
        count = 0
        for _ in range(MOST):
            # A tick that finds nothing writes nothing.
            if not await self.database.read(lambda s: queue.any_due(s, self.scene("").now)):
                break
            row = await self.database.write(lambda s: self._claim(s, self.scene("").now))
            if row is None:
                break
            # Long after the click that caused it, and still under its reference.
            with references.under(row.reference or references.current()), span("e-mail", attempt=row.attempts):
                count += await self._send(row)
        return count

    def _claim(self, session: Session, now: datetime) -> MailRow | None:
        while (row := queue.claim(session, now)) is not None:
            if self.wanted(session, row):
                return row
            queue.dead(session, row, "")
        return None

    async def _send(self, row: MailRow) -> bool:
        if row.doubted_at is not None:
            await self._settle(row, MailFate.UNCLEAR, "")
            return False
        try:
            message = composed(row, self.sender)
            await asyncio.wait_for(asyncio.to_thread(self.server.send, message), DEADLINE)
        except MailRefused as error:
            await self._settle(row, MailFate.REFUSED, str(error))
        except (MailAway, TimeoutError) as error:
            log.warning("e-mail %s is tried again: %s", row.id, error or "no answer in time")
            await self._later(row, str(error) or "no answer in time")
        else:
            await self._settle(row, MailFate.SENT, "")
            return True
        return False

    async def _later(self, row: MailRow, answer: str) -> None:
        now = self.scene("").now
        if await self.database.write(lambda s: queue.later(s, row, now, answer)):
            self.counted(LATER)
        else:
            await self._settle(row, MailFate.GIVEN_UP, answer)

    async def _settle(self, row: MailRow, fate: MailFate, answer: str) -> None:
        scene = self.scene(f"mail:{row.id}")

        def work(session: Session) -> bool:
            done = fate is MailFate.SENT
            ended = queue.sent(session, row, scene.now) if done else queue.dead(session, row, answer)
            if ended:
                self.heard(session, row, fate, answer, scene)
            return ended

        if await self.database.write(work):
            self.counted(fate)
        trail.info("e-mail %s: %s", row.id, fate)


def composed(row: MailRow, sender: str) -> EmailMessage:
    """Make the e-mail, or raise MailRefused for a recipient that is no address.

    Sent again after a crash it has the same Message-ID, by which a receiver knows it.
    """
    message = EmailMessage(policy=SMTP)
    from_ = addresses.sender(sender)
    message["From"] = from_
    message["To"] = _to(row.recipient)
    message["Subject"] = _whole(" ".join(row.title.split()))
    message["Date"] = format_datetime(row.created_at)
    message["Message-ID"] = f"<{row.id}.{int(row.created_at.timestamp())}@{from_.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_whole(row.body))
    return message


def _whole(text: str) -> str:
    """Return a text with "?" for each half of a character, which no encoding can send."""
    return text.encode("utf-8", "replace").decode()


def _to(recipient: str) -> Address:
    try:
        return addresses.mailbox(recipient)
    except ValueError:
        raise MailRefused("not sent: mail servers know no such address") from None
