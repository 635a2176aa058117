"""Invitations that are to leave as e-mails: only where the operator's server can bring them."""

import pytest
from sqlmodel import Session

from bot.clock import ManualClock
from bot.db import Database
from bot.errors import InvalidInput
from bot.models import RelationshipRequest
from bot.services.relationships import mailing
from tests.kit.asks import ANA
from tests.kit.relationships import directory, ours, pending
from tests.kit.world import scene


def test_an_address_with_accents_before_the_at_is_left_to_people(database: Database, clock: ManualClock) -> None:
    database.write_now(directory)
    made = pending(database, clock.now(), ours(), actor=ANA)

    def send(s: Session) -> None:
        request = s.get_one(RelationshipRequest, made)
        request.recipient = "josé@x.example"
        mailing.send(s, ANA, request, scene(clock.now(), "mail"))

    with pytest.raises(InvalidInput) as refused:
        database.write_now(send)
    assert (refused.value.field, refused.value.key) == ("recipient", "request-mail-accents")
