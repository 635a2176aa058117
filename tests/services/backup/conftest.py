"""Databases of both engines at once: a backup of one may be restored into the other."""

from pathlib import Path

import pytest

from tests.kit.store.templates import PostgresTemplate, SqliteTemplate
from tests.services.backup.filled import Engines


@pytest.fixture
def engines(sqlite_template: SqliteTemplate, postgres_template: PostgresTemplate, tmp_path: Path) -> Engines:
    """Both."""
    return Engines(sqlite_template, postgres_template, tmp_path)
