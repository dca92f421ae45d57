"""Screens of this slice."""

from flask import Blueprint

bp = Blueprint("assessment", __name__)
