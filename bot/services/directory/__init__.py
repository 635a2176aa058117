"""The directory: importing it from files, and who in it runs the bot."""

from bot.services.directory.importing import FileReport, ImportReport, import_directory
from bot.services.directory.provider import resolve_provider
from bot.services.directory.reading import Progress

__all__ = ["FileReport", "ImportReport", "Progress", "import_directory", "resolve_provider"]
