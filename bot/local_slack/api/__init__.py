"""HTTP side of the bot: the Web API, response URLs and files."""
