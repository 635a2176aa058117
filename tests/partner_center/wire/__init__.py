"""Tests of the client of Partner Center and Graph."""
