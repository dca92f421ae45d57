"""Screens of this slice."""

from flask import Blueprint

bp = Blueprint("demo", __name__)
