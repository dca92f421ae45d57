"""Measuring the list pages on a register that is made for it and thrown away."""
