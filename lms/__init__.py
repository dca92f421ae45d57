"""Daftar: the training register that local governments run on."""
