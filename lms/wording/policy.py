"""Who words the screens."""

from __future__ import annotations

from lms.platform.access import Permission
from lms.platform.i18n import _l

MANAGE = Permission("wording.manage", _l("Word the screens otherwise"), is_at_top=True)
