"""Tests of bot.services.contacts."""
