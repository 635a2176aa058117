"""E-mails: written with the change they tell of, sent by a tick, tried again, and what became of them told."""
