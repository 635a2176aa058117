"""Tells the running program of commits: services announce a topic, whoever listens is called after the commit."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, Pool
from sqlmodel import Session

from bot.db import AFTER_COMMIT

Wake = Callable[[], None]
# By pool: an engine with other options is another engine, of the same connections.
_listeners: WeakKeyDictionary[Pool, dict[str, list[Wake]]] = WeakKeyDictionary()


def announce(session: Session, topic: str) -> None:
    """Call the topic's listeners, in the committing thread, once this transaction is committed."""
    session.info.setdefault(AFTER_COMMIT, {})[topic] = partial(_tell, session, topic)


def listen(engine: Engine, topic: str, wake: Wake) -> Callable[[], None]:
    """Call `wake` after each commit of this process that announced `topic`; the answer ends it."""
    wakes = _listeners.setdefault(engine.pool, {}).setdefault(topic, [])
    wakes.append(wake)

    def end() -> None:
        with suppress(ValueError):
            wakes.remove(wake)

    return end


def _tell(session: Session, topic: str) -> None:
    engine = session.get_bind()
    for wake in tuple(_listeners.get(engine.pool, {}).get(topic, ())) if isinstance(engine, Engine) else ():
        wake()
