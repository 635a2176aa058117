"""Command line: thin functions that parse, call one service and print; nothing is decided here."""
