"""Boards of what needs a look though nobody asks: access that ends or lacks something, partners on record refused."""
