"""The blueprint that the screens of accounts hang from."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)
