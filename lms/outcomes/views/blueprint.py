"""The blueprint that the screens hang on."""

from flask import Blueprint

bp = Blueprint("outcomes", __name__)
