"""Objections: a right to have somebody else look again, by a deadline. Whose record it is about is another slice's."""
