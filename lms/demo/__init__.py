"""Demo: the five real programmes as demonstration data."""
