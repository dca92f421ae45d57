"""What this slice records, in words."""

from lms.audit.rules import declare
from lms.platform.i18n import _l

declare(
    "certificates",
    _l("Certificates"),
    {
        "certificates.issue": _l("Certificates issued"),
        "certificates.prepare_list": _l("List prepared for approval"),
        "certificates.approve_list": _l("List approved"),
        "certificates.return_list": _l("List returned"),
        "certificates.revoke": _l("Certificate revoked"),
        "certificates.restore": _l("Certificate restored"),
        "certificates.supersede": _l("Certificate replaced by a corrected one"),
        "certificates.open_archive": _l("Sealed certificate of an erased holder opened"),
        "certificates.create_body": _l("Certificate design added"),
        "certificates.update_body": _l("Certificate design changed"),
    },
)
