"""`workspace`: the local Slack alone."""

from pathlib import Path

from bot import local_slack
from bot.errors import ConfigurationError


def run(port: int, manifest: Path | None, seed: Path | None) -> None:
    """Serve until Ctrl-C; ConfigurationError for bad files or a taken port."""
    try:
        local_slack.run(port, manifest, seed, say=_say)
    except local_slack.SeedError as error:
        raise ConfigurationError(str(error)) from error
    except OSError as error:
        raise ConfigurationError(f"{error.strerror}: choose another port with --port") from error


def _say(line: str) -> None:
    # Whoever starts this from a program waits for these lines.
    print(line, flush=True)
