"""Tests of bot.services.invitations."""
