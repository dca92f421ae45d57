"""The blueprint that the screens of attendance hang from."""

from flask import Blueprint

bp = Blueprint("attendance", __name__)
