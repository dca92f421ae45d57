"""The blueprint that the screens of home hang from."""

from flask import Blueprint

bp = Blueprint("home", __name__)
