"""`/support-contact`, its pickers, and the history's export."""
