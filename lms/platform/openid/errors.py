"""What can go wrong between us and the provider, for whoever wanted to sign in; why exactly is said in the log."""

from __future__ import annotations

from lms.platform.errors import DomainError
from lms.platform.i18n import _l


class ProviderError(DomainError):
    """Nothing came of it, and nothing was written."""

    title: str = _l("The sign-in service cannot be used now")


class ProviderSilent(ProviderError):
    """It cannot be reached, does not answer in time, or says itself that it is out of order."""

    title = _l("The sign-in service does not answer")
    message = _l("Nothing was lost. Try again in a few minutes, or sign in in another way.")
    status = 503


class ProviderOdd(ProviderError):
    """It answers, but not as a provider of OpenID Connect that knows us."""

    message = _l(
        "It answered something that cannot be used. Whoever operates the register has to look into it."
    )
    status = 502


class Untrusted(ProviderError):
    """What came back was not made by this provider, for us, for this sign-in."""

    title = _l("This sign-in was not accepted")
    message = _l(
        "What came back from the sign-in service does not belong to a sign-in that was begun here."
        " Begin again; if it happens again, tell whoever operates the register."
    )
    status = 403


class ClocksDiffer(Untrusted):
    """The provider's answer is of a time that is over or to come."""

    message = _l(
        "The clocks of the sign-in service and of the register differ by minutes."
        " Whoever operates them has to set them right."
    )


class Cancelled(ProviderError):
    """Whoever was there did not want to, or was not let in there."""

    title = _l("You were not signed in")
    message = _l("It was cancelled or refused at the sign-in service. Nothing has changed here.")
    status = 403
