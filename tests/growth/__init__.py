"""How the cost of every service path grows with the directory, the history and the outbox."""
