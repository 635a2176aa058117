"""Reminders in Slack: the digest and its buttons."""
