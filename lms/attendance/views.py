"""Screens of this slice."""

from flask import Blueprint

bp = Blueprint("attendance", __name__)
