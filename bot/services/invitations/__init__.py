"""Invitations: the rules of what may be asked of whom, the fixed link, the letter, and the schedule of reminders."""
