"""State of a workspace in a file: what of it is written, the file, and when."""
