"""Tests of the local Partner Center."""
