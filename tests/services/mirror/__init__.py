"""Tests of the mirror of Partner Center."""
