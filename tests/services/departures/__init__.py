"""Tests of bot.services.departures."""
