"""Tests of the directory: import and search."""
