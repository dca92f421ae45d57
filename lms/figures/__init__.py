"""Figures: how many are trained, where and when, each number opening down to the sign-in sheet."""
