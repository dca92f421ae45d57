"""The blueprint that the screens of courses and plans hang from."""

from flask import Blueprint

from lms.planning.models import StatedFigure
from lms.planning.rules import stated

bp = Blueprint("planning", __name__)


@bp.app_template_filter("stated")
def stated_text(figure: StatedFigure) -> str:
    """A number as it was announced."""
    return stated(figure)
