"""One reference from what a person did in Slack to everything that came of it."""

import logging

import pytest
from sqlalchemy import select

from bot.models import AuditEvent, OutboxMessage
from bot.services.store.references import TRAIL
from bot.services.store.sql import table
from tests.kit.desk import HUGO, Desk
from tests.kit.steps import filled


async def test_a_submission_its_history_and_its_messages_share_a_reference(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    hugo = await filled(desk, HUGO)
    with caplog.at_level(logging.INFO, logger=TRAIL):
        await hugo.submit()
        await desk.settle()
        await hugo.submit()
        await desk.notices()
    events, messages = table(AuditEvent), table(OutboxMessage)
    history = desk.db.read_now(lambda s: s.execute(select(events.c.reference).order_by(events.c.id)).scalars().all())
    sent = desk.db.read_now(
        lambda s: s.execute(select(messages.c.dedupe_key, messages.c.reference).order_by(messages.c.id)).all()
    )
    assigned, closed = history
    assert {row.reference for row in sent if ":applied:" in row.dedupe_key} == {assigned}
    assert {row.reference for row in sent if ":closed:" in row.dedupe_key} == {closed}
    lines = [record.getMessage() for record in caplog.records if record.name.startswith(TRAIL)]
    assert sum(line.startswith("submission ") for line in lines) == 2
    assert sum(line.startswith("notice ") and line.endswith(": sent") for line in lines) == len(sent)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_figures_of_what_people_waited_for(desk: Desk) -> None:
    hugo = await filled(desk, HUGO)
    await hugo.submit()
    await desk.notices()
    metrics = desk.bot.metrics
    assert metrics.registry.get_sample_value("bot_fill_seconds_count") == 1
    assert metrics.registry.get_sample_value("bot_delivery_seconds_count") == 2
    assert metrics.registry.get_sample_value("bot_outbox_claims_total", {"outcome": "sent"}) == 2
    assert metrics.registry.get_sample_value("bot_outbox_claims_total", {"outcome": "dead"}) == 0
