"""Tests of the job itself: eligibility, submission, review."""
