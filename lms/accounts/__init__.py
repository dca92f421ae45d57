"""Accounts: who signs in, which role they hold at which unit, and how they read and write."""
