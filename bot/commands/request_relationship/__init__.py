"""`/request-relationship`: an invitation to a relationship, from its form to its sending."""
