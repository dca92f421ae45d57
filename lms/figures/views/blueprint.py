"""The blueprint that the screens of this slice are hung on."""

from flask import Blueprint

bp = Blueprint("figures", __name__)
