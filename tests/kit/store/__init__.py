"""Databases of the tests, and what happens to them at a chosen moment."""
