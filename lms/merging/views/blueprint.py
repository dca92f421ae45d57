"""The blueprint that the screens of merging hang from."""

from flask import Blueprint

bp = Blueprint("merging", __name__)
