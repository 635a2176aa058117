"""Tests of bot/services/sealing."""
