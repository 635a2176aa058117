"""Running the program: its clock, its upkeep, its figures and its checks before the start."""
