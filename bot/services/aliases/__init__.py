"""Names besides the present one that people and files call customers and partners by."""
