"""Scheduling: course runs, their sessions, rooms and trainers, and the clashes between them."""
