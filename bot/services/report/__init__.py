"""The weekly report: numbers of the desk, counted by the database, kept week by week, told once."""
