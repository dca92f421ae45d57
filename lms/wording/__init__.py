"""Wording: what an institution says otherwise than the product does, message by message."""
