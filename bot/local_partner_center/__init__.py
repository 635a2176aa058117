"""A Partner Center, sign-in and Graph of one's own on 127.0.0.1, for tests and the demo.

It shares no parsing and no model with the client that it is for: what both misread alike would never be found.
"""
