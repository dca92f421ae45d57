"""Daftar: the training register that local governments run on."""

from lms.platform import garbage

garbage.seldom()  # before everything else is imported: most of what that makes stays
