"""Tests of bot.services.basis."""
