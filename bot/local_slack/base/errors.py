"""Refusals of the workspace: one for the bot over the Web API, one for people in the client."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """A Web API business error: HTTP 200 with `ok: false`, the code and any extra members."""

    def __init__(self, code: str, **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.extra = extra


class NotVisible(AssertionError):
    """A person tried something their screen does not offer; the message says what is there instead."""

    def __init__(self, wanted: str, there: object) -> None:
        super().__init__(f"{wanted}; there is: {there or 'nothing'}")


class SeedError(ValueError):
    """A seed or manifest is wrong; the message names the place and what it should hold."""
