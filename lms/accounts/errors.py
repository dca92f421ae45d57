"""What can be refused about accounts and signing in."""

from lms.platform.errors import DomainError
from lms.platform.i18n import _l


class WrongCredentials(DomainError):
    """The same answer for an unknown account and a wrong password."""

    message = _l("The email or the password is not right.")
    status = 422


class TooManyTries(DomainError):
    message = _l("Too many tries. Wait %(minutes)s minutes, then try again.")
    status = 429


class NoRole(DomainError):
    message = _l("This account holds no role at present. Ask whoever manages accounts.")
    status = 422


class PasswordTooShort(DomainError):
    message = _l("The password needs at least 8 characters.")
    status = 422
    field = "password"


class EmailTaken(DomainError):
    message = _l("Another account uses this email.")
    status = 422
    field = "email"
