"""Demo: a sample directory, the description of its Slack workspace, and the program that runs both with a bot."""

from pathlib import Path

DIRECTORY = Path(__file__).parent / "directory"
WORKSPACE = Path(__file__).parent / "workspace.json"
# A list that somebody wants carried out by /assign-many.
LIST = Path(__file__).parent / "villasol.csv"
