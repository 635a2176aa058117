"""Tests of backups: what is saved, what is restored, and what is refused."""
