"""What can be refused about objections."""

from __future__ import annotations

from lms.platform.errors import DomainError
from lms.platform.i18n import _l


class ObjectedAlready(DomainError):
    message = _l("You have objected to this already; one objection is looked at once.")


class Settled(DomainError):
    """Somebody else was quicker."""

    message = _l("This objection was settled in the meantime. Nothing was changed.")


class OwnCase(DomainError):
    """Whoever has a part in it does not decide."""

    message = _l(
        "Another officer decides: not who recorded the mark, not who objected, and nobody who"
        " stands in for them."
    )
    status = 403
