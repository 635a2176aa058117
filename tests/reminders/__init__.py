"""Tests of what is recalled, when and to whom."""
