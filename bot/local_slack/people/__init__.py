"""People at their clients: they type, click, fill in and submit what their screens show."""
