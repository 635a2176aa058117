"""Files, settings and addresses of any content: read, or refused in lines that somebody can mend them by."""

import string
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.clock import ManualClock
from bot.db import Database, parse_url
from bot.errors import ConfigurationError, DirectoryRejected, InvalidInput
from bot.services.assign_many import sheet
from bot.services.directory import import_directory
from bot.settings import Settings, https_or_loopback, load
from tests.conftest import MONDAY
from tests.kit.examples import examples
from tests.kit.files import SMALL

OK = "ok"
CLOCK = ManualClock(MONDAY)
SLOW = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
NAMES = [name.upper() for name in Settings.model_fields]
CELLS = ("", "Active", "x" * 5000, '"', "a\0b", "=1+1", "true", "2026-13-01", "NaN", "1e999", "\ud7ff", "٣")
MARKS = (",", ";", "\t", "\n", "\r\n", "\r", '"', '""', "\ufeff", "\0", "|", " ")
TEXTS = st.lists(st.sampled_from(MARKS) | st.sampled_from(CELLS) | st.text(max_size=6), max_size=30).map("".join)
ENCODINGS = st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "utf-7"))


def refusal(work: Callable[[], object], *kinds: type[Exception]) -> str:
    """Return the words of a refusal of these kinds, or OK."""
    try:
        work()
    except kinds as refused:
        return str(refused)
    return OK


@st.composite
def contents(draw: st.DrawFn, lines: tuple[str, ...] = ("",)) -> bytes:
    """A file as it should be with junk between its lines, or junk alone, in some encoding."""
    kept = draw(st.lists(st.sampled_from(lines), max_size=4))
    text = "\n".join([*(lines[:1] if draw(st.booleans()) else ()), *kept, draw(TEXTS)])
    return text.encode(draw(ENCODINGS), "replace") + draw(st.binary(max_size=4))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", SMALL)
def test_a_directory_file_of_any_content_is_read_or_refused(database: Database, name: str) -> None:
    @settings(max_examples=examples(25), suppress_health_check=SLOW)
    @given(contents(tuple(SMALL[name])))
    def read(content: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for other, lines in SMALL.items():
                (Path(folder) / other).write_text("\n".join(lines), "utf-8")
            (Path(folder) / name).write_bytes(content)
            bring = partial(
                import_directory, database, [Path(folder)], dry_run=True, clock=CLOCK, provider_tenant_id=None
            )
            said = refusal(bring, DirectoryRejected, ConfigurationError)
            assert said.strip()
            assert len(said) < 100_000

    read()


@settings(max_examples=examples(100))
@given(contents(("subscription,contact", "a,b", "Office 365;Trey")))
def test_a_sheet_of_any_content_is_read_or_refused(content: bytes) -> None:
    said = refusal(partial(sheet.read, content), InvalidInput)
    assert said
    if said == OK:
        sheet.ignored(content)


SETTINGS = st.lists(
    st.tuples(st.sampled_from(NAMES) | st.text(string.ascii_uppercase + "_", max_size=12), TEXTS).map("=".join) | TEXTS,
    max_size=8,
).map("\n".join)


@settings(max_examples=examples(100), suppress_health_check=SLOW)
@given(SETTINGS)
def test_an_env_file_of_any_content_is_read_or_refused_in_one_line(tmp_path: Path, text: str) -> None:
    file = tmp_path / ".env"
    file.write_bytes(text.encode("utf-8", "replace"))
    assert len(refusal(partial(load, file), ConfigurationError).splitlines()) == 1


URLS = st.builds(
    "{}://{}{}{}{}".format,
    st.sampled_from(("sqlite", "postgresql", "postgres", "postgresql+psycopg", "mysql", "http", "https", "")),
    st.sampled_from(("", "/", "u:secret-word@", "u:secret-word@h@", "[::1]", "[", "h:99999", "h:x", "127.0.0.1")),
    TEXTS,
    st.sampled_from(("", "?", "?sslmode=x", "?%00", "#")),
    TEXTS,
) | st.text(max_size=40)


@settings(max_examples=examples(200))
@given(URLS)
def test_a_database_url_of_any_shape_is_read_or_refused_without_its_password(url: str) -> None:
    said = refusal(partial(parse_url, url), ConfigurationError)
    assert "secret-word" not in said
    assert len(said.splitlines()) == 1


@settings(max_examples=examples(200))
@given(URLS)
def test_an_address_of_any_shape_is_https_or_loopback(url: str) -> None:
    try:
        assert https_or_loopback(url).startswith(("https://", "http://"))
    except ValueError:
        return
