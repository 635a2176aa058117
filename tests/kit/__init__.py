"""All that tests share and that is no test itself."""
