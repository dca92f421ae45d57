"""People: trainees and trainers, with or without an account, and where they work."""
