"""Lists: filter, sort, pages, totals over the whole set, CSV and XLSX, in two or three queries."""

from lms.platform.listing.cells import Pick, row_button, row_link
from lms.platform.listing.columns import Column, code
from lms.platform.listing.filters import DateFilter, Filter, day_filters
from lms.platform.listing.listing import Listing
from lms.platform.listing.page import Empty

__all__ = [
    "Column",
    "DateFilter",
    "Empty",
    "Filter",
    "Listing",
    "Pick",
    "code",
    "day_filters",
    "row_button",
    "row_link",
]
