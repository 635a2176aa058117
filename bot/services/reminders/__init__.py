"""Recalling what waits: due rows are claimed by a sweep and told in one message per person and day (domain.md 5.7)."""
