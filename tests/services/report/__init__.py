"""Tests of bot.services.report."""
