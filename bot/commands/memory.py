"""Dataclasses that a view remembers between clicks, kept as JSON in its private_metadata."""

from typing import Annotated, Any, TypeVar

from pydantic import Field, TypeAdapter, ValidationError

from bot.errors import NotFound

# Slack's limit of private_metadata, in characters.
LONGEST = 3000
T = TypeVar("T")
# Ids of rows, and places in lists of them: what both databases take for an integer.
RowNumber = Annotated[int, Field(ge=0, lt=2**63)]
# Each takes milliseconds to make.
_ADAPTERS: dict[Any, TypeAdapter[Any]] = {}


def key(name: str) -> Any:
    """Return the annotation that keeps a field under a short `name`."""
    return Field(alias=name)


def dump(memory: object) -> str:
    """Return the JSON of `memory`; ValueError where Slack would refuse its length."""
    written = _adapter(type(memory)).dump_json(memory, by_alias=True).decode()
    if len(written) > LONGEST:
        raise ValueError(f"{type(memory).__name__} takes {len(written)} of {LONGEST} characters")
    return written


def load(kind: type[T], written: str) -> T:
    """Return what a view remembers, whichever version of the bot wrote it.

    Keys that `kind` does not know are passed over, those that cannot be read are taken for missing. Raises NotFound
    (error-view-outdated) when one is missing for which `kind` has no default.
    """
    kept = _object(written)
    try:
        return _adapter(kind).validate_python(kept)
    except ValidationError as error:
        unreadable = {problem["loc"][0] for problem in error.errors(include_url=False) if problem["loc"]}
    try:
        return _adapter(kind).validate_python({name: kept[name] for name in kept if name not in unreadable})
    except ValidationError:
        raise NotFound("error-view-outdated") from None


def _object(written: str) -> dict[str, Any]:
    try:
        return _adapter(dict[str, Any]).validate_json(written)
    except ValidationError:
        return {}


def _adapter(kind: type[T]) -> TypeAdapter[T]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]
