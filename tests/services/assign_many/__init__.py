"""Tests of bot.services.assign_many."""
