"""Screens of this slice."""

from flask import Blueprint

bp = Blueprint("scheduling", __name__)
