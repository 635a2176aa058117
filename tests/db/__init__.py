"""Tests of the database under faults."""
