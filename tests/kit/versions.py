"""Tomorrow's version of the program: a copy of today's with a migration on top, and code that needs what it adds."""

import re
import shutil
from pathlib import Path

from bot import migrations
from tests.kit.program import ROOT

GREETING = "tomorrow.greeting"
TABLES = ("assignment", "support_contact", "outbox_message")
REMARK, BY_TOMORROW = "remark", "tomorrow"

_MIGRATION = '''"""A column more in tables that everybody writes to, an index, and a table."""

import sqlalchemy as sa
from alembic import op

revision = "{own}"
down_revision = "{before}"
branch_labels = None
depends_on = None
oldest_code = "{before}"


def upgrade() -> None:
    for table in {tables}:
        op.add_column(table, sa.Column("{remark}", sa.String(), nullable=True))
        op.create_index(f"ix_{{table}}_{remark}", table, ["{remark}"])
    op.create_table("pledge", sa.Column("id", sa.String(), primary_key=True), sa.Column("at", sa.DateTime()))
'''
# A default of the program's own: today's rows have none.
_MODELS = """

from sqlalchemy import Column, String

for _name in {tables}:
    Table.metadata.tables[_name].append_column(Column("{remark}", String, nullable=True, default="{value}"))
"""
_NOTICES = """

async def _greeting(_database: Database, rendering: Rendering) -> Message:
    return Message(rendering.t.mrkdwn("error-title"))


RENDERERS = {{**RENDERERS, "{greeting}": _greeting}}
"""


def tomorrow(folder: Path) -> Path:
    """Write the version into a folder, which goes before all others in PYTHONPATH; return the folder."""
    shutil.copytree(ROOT / "bot", folder / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    before = migrations.head()
    own = f"{int(before) + 1:04}"
    named = {"own": own, "before": before, "tables": TABLES, "remark": REMARK, "value": BY_TOMORROW}
    code = folder / "bot"
    (code / "migrations" / "versions" / f"{own}_remarks.py").write_text(_MIGRATION.format(**named), "utf-8")
    _append(code / "models" / "__init__.py", _MODELS.format(**named))
    _append(code / "commands" / "notices.py", _NOTICES.format(greeting=GREETING))
    compatibility = code / "migrations" / "compatibility.py"
    said, count = re.subn(
        r'(?m)^OLDEST_SCHEMA = "\d{4}"$', f'OLDEST_SCHEMA = "{own}"', compatibility.read_text("utf-8")
    )
    assert count == 1, "tomorrow's code needs its own schema"
    compatibility.write_text(said, "utf-8")
    return folder


def _append(file: Path, code: str) -> None:
    file.write_text(file.read_text("utf-8") + code, "utf-8")
