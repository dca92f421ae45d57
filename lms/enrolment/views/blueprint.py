"""Screens of this slice."""

from flask import Blueprint

bp = Blueprint("enrolment", __name__)
