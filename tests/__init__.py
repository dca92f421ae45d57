"""Tests mirror lms/, plus architecture/, journeys/ and support/."""
