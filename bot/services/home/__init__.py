"""Contents of App Home for one person: their own lists, the team's, and the page cut out of them."""
