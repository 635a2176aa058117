"""Services on Slack's side: adapter, people, roles, outbox, scheduler."""
