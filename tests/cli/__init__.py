"""Tests of the command line as a person runs it."""
