"""The right to read the record; how far it reaches is said where accounts are known."""

from lms.platform.access import Permission
from lms.platform.i18n import _l

VIEW = Permission("audit.view", _l("See the record of what was done"))
