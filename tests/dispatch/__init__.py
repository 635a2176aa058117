"""Tests of bot.dispatch, through a workspace and a command of the tests."""
