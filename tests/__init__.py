"""Tests of the support contact bot."""
