"""Subcommand `workspace`: the local Slack alone."""

from pathlib import Path

from bot import local_slack
from bot.errors import ConfigurationError


def run(port: int, manifest: Path | None, seed: Path | None) -> None:
    """Serve the local Slack until Ctrl-C; raise ConfigurationError for bad files or a taken port.

    `manifest` is the file of an app to install, `seed` that of people, groups and channels.
    """
    try:
        local_slack.run(port, manifest, seed, say=_say)
    except local_slack.SeedError as error:
        raise ConfigurationError(str(error)) from error
    except OSError as error:
        raise ConfigurationError(f"{error.strerror}: choose another port with --port") from error


def _say(line: str) -> None:
    # A program that starts this one waits for these lines.
    print(line, flush=True)
