"""Tests of bot.dispatch.answers."""
