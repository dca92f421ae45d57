"""What can be refused about accounts and signing in."""

from lms.platform.errors import DomainError
from lms.platform.i18n import _l
from lms.platform.throttle import TooManyTries as TooManyTries  # raised where guessing is refused


class WrongCredentials(DomainError):
    """The same answer for an unknown account and a wrong password."""

    message = _l("The email or the password is not right.")
    status = 422


class WrongProof(DomainError):
    """The same for whatever is wrong with a code, a recovery code, a passkey or a password."""

    message = _l("This is not right, or it was used before. Try again.")
    status = 422


class SignInOver(DomainError):
    """The second step came too late, or the first one was undone."""

    message = _l("This took too long. Sign in again.")
    status = 422


class SetUpTooOld(DomainError):
    message = _l("The page was open for too long. Begin again.")
    status = 422


class WrongCode(DomainError):
    """At setting up an app."""

    message = _l("This is not the code that the app shows now.")
    status = 422
    field = "code"


class PasskeyRefused(DomainError):
    message = _l("The passkey could not be added. Try again.")
    status = 422


class PasskeyTaken(DomainError):
    message = _l("This passkey has been added already.")
    status = 422


class TooManyAuthenticators(DomainError):
    message = _l("An account may have %(most)s at most. Remove one first.")
    status = 422


class LastAuthenticator(DomainError):
    message = _l("Your role needs a second step. Add another before you remove this one.")


class WrongSetUpCode(DomainError):
    """So that not whoever comes first owns the register."""

    message = _l("This is not the code that the register showed when it was started.")
    status = 422
    field = "set_up_code"


class SetUpAlready(DomainError):
    message = _l("The register has been set up. Sign in.")


class NoRole(DomainError):
    message = _l("This account holds no role at present. Ask whoever manages accounts.")
    status = 422


class WrongPassword(DomainError):
    """One's own, asked for before it is changed."""

    message = _l("This is not your password.")
    status = 422
    field = "current"


class LinkOver(DomainError):
    """Used, too old, withdrawn, followed by a newer one, or never there: the answer tells nobody which."""

    message = _l("This link does not work any more")
    status = 410


class HasPassword(DomainError):
    message = _l("The owner of this account has chosen a password already.")


class HasSingleSignOn(DomainError):
    message = _l("The owner of this account signs in by single sign-on and has no password here.")


class NeverInvited(DomainError):
    message = _l(
        "The owner of this account has not chosen a password yet. Send the invitation again."
    )


class CannotSignIn(DomainError):
    message = _l("The account is disabled. Enable it first.")


class PasswordRefused(DomainError):
    """One that others would guess."""

    status = 422
    field = "password"


class PasswordTooShort(PasswordRefused):
    message = _l("The password needs at least eight characters.")


class PasswordTooLong(PasswordRefused):
    message = _l("The password may have at most %(most)s characters.")


class PasswordCommon(PasswordRefused):
    message = _l("Many people use this password, so it is among the first to be tried.")


class PasswordHasName(PasswordRefused):
    message = _l("The password contains %(name)s, which others know of this account.")


class EmailTaken(DomainError):
    message = _l("Another account uses this email.")
    status = 422
    field = "email"


class PersonTaken(DomainError):
    message = _l("This person has an account already.")
    status = 422
    field = "person"


class OwnAccount(DomainError):
    """Nobody widens or saves their own rights."""

    message = _l("Somebody else has to change your own account.")
    status = 403


class EndsBeforeStart(DomainError):
    message = _l("The last day cannot be before the first.")
    status = 422
    field = "ends_on"


class RoleHeld(DomainError):
    message = _l("The account holds this role at this place in that time already.")
    status = 422
    field = "role"


class LoanTooLong(DomainError):
    message = _l("A role is lent for at most %(days)s days. Choose a day until %(last)s.")
    status = 422
    field = "ends_on"


class LoanInThePast(DomainError):
    message = _l("Choose today or a later day.")
    status = 422
    field = "starts_on"


class BeyondOwnRole(DomainError):
    """What is lent ends with what it was lent from; promising more would mislead."""

    message = _l("You hold the role yourself only until %(last)s.")
    status = 422
    field = "ends_on"


class NotAColleague(DomainError):
    """Somebody without a role at the place, or oneself."""

    message = _l("Choose a colleague who holds a role at this place.")
    status = 422
    field = "colleague"


class HoldsItAlready(DomainError):
    message = _l("%(name)s holds this role here in that time already.")
    status = 422
    field = "colleague"


class NotLendable(DomainError):
    message = _l("This role cannot be lent.")


class NotOutside(DomainError):
    """Within the scope no look is needed; a place that contains it would open far more than is meant."""

    message = _l(
        "Choose a place of your country that lies outside your own and does not contain it."
    )
    status = 422
    field = "unit"


class ReasonTooShort(DomainError):
    message = _l("Say why in a sentence that others understand later.")
    status = 422
    field = "reason"


class UnknownIdentity(DomainError):
    """Known to the provider and not to us, or of an account that may not be used: the answer tells nobody which."""

    title = _l("No account here belongs to this sign-in")
    message = _l(
        "If you have an account, sign in to it as before and link it under My account."
        " If not, ask whoever manages accounts in your institution."
    )
    status = 403


class IdentityTaken(DomainError):
    message = _l("This sign-in belongs to another account of the register already.")


class LinkedAlready(DomainError):
    message = _l("Your account is linked to another sign-in there. Unlink that one first.")


class LastWayIn(DomainError):
    message = _l(
        "You have no password here, so this is your only way in. Whoever manages accounts can send you an invitation"
        " after the operator has unlinked it."
    )
