"""The basis of support contacts: lost, a contact is flagged and its owner told; back, it is closed again."""
