"""What the environment may hold beside plain values: names that are slips, mail servers and senders."""
