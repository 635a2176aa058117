"""Recalling what waits: due rows are claimed and told in one message per person and day (docs/domain.md#reminders)."""
