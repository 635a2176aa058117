"""The wheel holds all that the program reads at run time, and the program runs from it."""

import asyncio
import sys
from pathlib import Path
from zipfile import ZipFile

from bot.manifest import FILE
from tests.kit.program import ROOT, run


async def test_the_installed_program_needs_no_checkout(tmp_path: Path) -> None:
    built, installed, elsewhere = (tmp_path / name for name in ("built", "installed", "elsewhere"))
    elsewhere.mkdir()
    hatch = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(built)),
        cwd=ROOT,
        stdout=asyncio.subprocess.DEVNULL,
    )
    assert await hatch.wait() == 0
    with ZipFile(next(built.glob("*.whl"))) as wheel:
        wheel.extractall(installed)
    files = {file.relative_to(ROOT) for file in (ROOT / "bot").rglob("*") if file.is_file()}
    assert {file for file in files if "__pycache__" not in file.parts and not (installed / file).is_file()} == set()

    where = {"PYTHONPATH": str(installed), "DATABASE_URL": f"sqlite:///{elsewhere / 'bot.db'}"}
    assert (await run(elsewhere, "db", "upgrade", **where)).code == 0
    shown = await run(elsewhere, "doctor", **where)
    assert "FAIL database" not in shown.out
    assert "ok   manifest: installed without the file" in shown.out
    assert not (installed / FILE.name).exists()
