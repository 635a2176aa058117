"""Facts that the engines of both kinds of database share."""

from collections.abc import Callable

from sqlalchemy import Engine

# Called as sqlalchemy.create_engine is.
EngineFactory = Callable[..., Engine]
# Whose connections these are, as the server lists them.
PROGRAM = "support-contact-bot"
