"""Tests of bot.services.handover."""
