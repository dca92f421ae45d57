"""The blueprint that the screens of wording hang from."""

from flask import Blueprint

bp = Blueprint("wording", __name__)
