"""Fixtures of the dispatch tests: a desk with the probe command."""

from tests.kit.transport.fixtures import database_url, desk, patience, probe, transport

__all__ = ["database_url", "desk", "patience", "probe", "transport"]
