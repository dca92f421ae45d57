"""Certificates: issued from outcomes, frozen, verified by anybody, revoked or superseded but never lost."""
