"""Screens of this slice."""

from flask import Blueprint

bp = Blueprint("certificates", __name__)
