"""What this slice records, in words."""

from lms.audit.rules import declare
from lms.platform.i18n import _l

declare(
    "accounts",
    _l("Accounts and roles"),
    {
        "accounts.create": _l("Account made"),
        "accounts.update": _l("Account changed"),
        "accounts.invite": _l("Invitation sent"),
        "accounts.show_link": _l("Link shown to be handed over"),
        "accounts.withdraw_invitation": _l("Invitation withdrawn"),
        "accounts.accept_invitation": _l("Invitation accepted"),
        "accounts.send_reset": _l("Link for a new password sent"),
        "accounts.set_password": _l("New password set"),
        "accounts.change_password": _l("Own password changed"),
        "accounts.add_factor": _l("Second step added"),
        "accounts.remove_factor": _l("Second step removed"),
        "accounts.new_recovery_codes": _l("New recovery codes made"),
        "accounts.use_recovery_code": _l("Recovery code used"),
        "accounts.reset_factors": _l("Second step taken away"),
        "accounts.link_identity": _l("Single sign-on linked"),
        "accounts.unlink_identity": _l("Single sign-on unlinked"),
        "accounts.disable": _l("Account disabled"),
        "accounts.enable": _l("Account enabled"),
        "accounts.grant": _l("Role given"),
        "accounts.end_grant": _l("Role taken back"),
        "accounts.provide_grant": _l("Role given by single sign-on"),
        "accounts.end_provided_grant": _l("Role ended by single sign-on"),
        "accounts.lend": _l("Role lent to a stand-in"),
        "accounts.end_loan": _l("Lent role ended"),
        "accounts.look_outside": _l("Look outside begun"),
        "accounts.end_look": _l("Look outside ended"),
    },
)
