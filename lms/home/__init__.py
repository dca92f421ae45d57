"""Home: the start page of each role, navigation and search."""
