"""Tests of bot.services.outbox."""
