"""Invitations: what may be asked of whom, the fixed link, the letter, and the clock they run by."""
