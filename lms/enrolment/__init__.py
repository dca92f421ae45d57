"""Enrolment: nominations by the units, seats confirmed by the centre, and the waiting list."""
