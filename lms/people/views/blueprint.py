"""The blueprint that the screens of people hang from."""

from flask import Blueprint

bp = Blueprint("people", __name__)
