"""Who manages accounts."""

from lms.platform.access import Permission
from lms.platform.i18n import _l

MANAGE = Permission("accounts.manage", _l("Manage accounts and roles"))
