"""Backups: every row of the database in one file, from either engine and into either."""

from bot.services.backup.archive import BackupContents
from bot.services.backup.restoring import restore
from bot.services.backup.saving import save

__all__ = ["BackupContents", "restore", "save"]
