"""Calendars: what was decided about Hijri months, and the days on which nobody works."""
