"""Boards of what needs a look: access that ends or lacks something, partners on record that Microsoft refuses."""
