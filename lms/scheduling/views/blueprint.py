"""The blueprint that the screens of course runs hang from."""

from flask import Blueprint

bp = Blueprint("scheduling", __name__)
