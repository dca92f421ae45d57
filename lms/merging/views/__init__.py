"""Finding the other record, choosing, merging and undoing; and where addresses of merged records lead."""

from lms.merging.views import leading, merging, parting
from lms.merging.views.blueprint import bp

__all__ = ["bp", "leading", "merging", "parting"]
