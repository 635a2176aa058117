"""Tests of partners on record."""
