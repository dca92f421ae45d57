"""Outcomes: who passed and why, in words, and the completions that every figure counts."""
