"""Screens of this slice."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)
