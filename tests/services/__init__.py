"""Tests of bot.services, arranged as it is."""
