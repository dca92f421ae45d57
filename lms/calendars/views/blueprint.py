"""The blueprint that the screens of calendars hang from."""

from flask import Blueprint

bp = Blueprint("calendars", __name__)
