"""Tests of App Home and people's settings."""
