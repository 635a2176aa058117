"""What the demo shows: a sample directory and a description of its Slack workspace."""

from pathlib import Path

DIRECTORY = Path(__file__).parent / "directory"
WORKSPACE = Path(__file__).parent / "workspace.json"
