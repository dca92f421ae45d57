"""The blueprint that the screens of assessment hang from."""

from flask import Blueprint

bp = Blueprint("assessment", __name__)
