"""HTTP side of the people: the page in the browser, and the driver for programs."""
