"""Attendance: who was there, for how many minutes, and who said so when."""
