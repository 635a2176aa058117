"""`/remove-relationship`: ending relationships, and handing over the support contacts that rest on them."""
