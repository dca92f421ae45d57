"""Who may take the demonstration data away."""

from lms.platform.access import Permission
from lms.platform.i18n import _l

REMOVE = Permission("demo.remove", _l("Remove the demonstration data"), is_at_top=True)
