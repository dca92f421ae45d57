"""Why a certificate is not issued, changed or given out."""

from __future__ import annotations

from lms.platform.errors import DomainError
from lms.platform.i18n import _l


class RunNotClosed(DomainError):
    message = _l("Certificates are issued after the run is closed and its results are decided.")


class HoursMissing(DomainError):
    message = _l(
        "%(given)s of %(due)s were given. Hold a make-up session or waive the hours with a reason."
    )


class NoIssuingBody(DomainError):
    message = _l("No institution is set up to issue certificates for this centre.")


class NotEligible(DomainError):
    """A24: the reason is the reasoning of the outcome."""

    message = _l("No certificate can be issued: %(reason)s")


class AlreadySuperseded(DomainError):
    message = _l("This certificate was superseded by %(serial)s; change that one.")


class IsRevoked(DomainError):
    message = _l("This certificate is revoked. Restore it first.")


class NothingCorrected(DomainError):
    message = _l("Nothing differs from the certificate as it is.")
    status = 422
    field = "name"


class HolderErased(DomainError):
    message = _l("The holder was erased. What the certificate said is sealed away.")


class FileNotReady(DomainError):
    message = _l("The file of this certificate is still being prepared. Try again in a moment.")


class FilesFailed(DomainError):
    message = _l("The files of these certificates could not be made: %(serials)s")


class CodeTaken(DomainError):
    message = _l("Another institution already has this code.")
    status = 422
    field = "code"


class UnitHasBody(DomainError):
    message = _l("This unit already issues certificates.")
    status = 422
    field = "unit_id"


class CodeInUse(DomainError):
    message = _l("Certificates were issued under this code, so it stays.")
    status = 422
    field = "code"


class NeedsApproval(DomainError):
    message = _l("Another officer has to approve these certificates. Prepare the list for them.")


class NobodyToIssueTo(DomainError):
    message = _l("Everybody who passed has a certificate already.")


class ListWaits(DomainError):
    message = _l("A list of this run waits for approval already.")


class OwnList(DomainError):
    """A26: also through a second account, or standing in for somebody."""

    message = _l("Another officer than the one who prepared the list has to approve it.")
    status = 403
