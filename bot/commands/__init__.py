"""The slash commands, one module each, and the registry that names them."""
