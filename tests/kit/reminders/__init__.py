"""Time in a hurry, and a model of what reminders may do."""
