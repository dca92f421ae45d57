"""Signing in, how one wants to read, and accounts with their roles."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lms.accounts.models import RoleGrant, UserAccount
from lms.accounts.policy import MANAGE
from lms.accounts.queries import colleagues, named, people_without_account, places_outside
from lms.accounts.roles import LABELS, Role, grantable
from lms.accounts.rules import is_in_force
from lms.accounts.services import LONGEST_ANSWER, Proof
from lms.organisation.models import OrgUnit, UnitKind
from lms.organisation.queries import found
from lms.organisation.rules import KINDS
from lms.people.models import Person
from lms.people.queries import current_affiliation
from lms.platform.access import current_actor
from lms.platform.db import db
from lms.platform.forms import (
    CalendarDateField,
    Candidate,
    CheckField,
    ChoiceField,
    CodeField,
    EmailField,
    Form,
    HiddenField,
    LongTextField,
    LookupField,
    PasswordField,
    RadioField,
    TextField,
    required,
)
from lms.platform.forms.lookup import MOST
from lms.platform.i18n import LANGUAGES, _, _l, language
from lms.platform.i18n.lists import listed

FIRST = (UnitKind.MINISTRY, UnitKind.AGENCY, UnitKind.TRAINING_CENTRE)
"""What an institution that begins a register is."""

DIGITS = (("latn", "0123456789"), ("arab", "٠١٢٣٤٥٦٧٨٩"), ("arabext", "۰۱۲۳۴۵۶۷۸۹"))
CALENDARS = (
    ("gregorian", _l("Gregorian")),
    ("hijri", _l("Hijri (Umm al-Qura)")),
    ("jalali", _l("Solar Hijri (Jalali)")),
)
THEMES = (("system", _l("As the device")), ("light", _l("Light")), ("dark", _l("Dark")))


class SignInForm(Form):
    email = EmailField(_l("Email"), validators=[required()])
    password = PasswordField(_l("Password"), validators=[required()])


class ProofForm(Form):
    """What shows that it is the owner. Stands beside the fields of others, so its own begin with a word."""

    def __init__(self) -> None:
        super().__init__(prefix="proof-")
        for way in (self.code, self.recovery_code, self.password):
            way.flags.required = True  # type: ignore[attr-defined]  # flags take any name; whichever is used is needed

    code = CodeField(
        _l("Code of the app"),
        max=20,
        hint=_l("The six digits that your authenticator app shows now"),
        attrs={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )
    recovery_code = CodeField(_l("Recovery code"), hint=_l("One of the ten that you kept"))
    password = PasswordField(_l("Password"))
    passkey = HiddenField("", max=LONGEST_ANSWER)

    @property
    def proof(self) -> Proof:
        return Proof(
            code=re.sub(r"\s", "", self.code.data),
            recovery_code=self.recovery_code.data,
            passkey=self.passkey.data,
            password=self.password.data,
        )


class AuthenticatorNameForm(Form):
    """What one calls an authenticator of one's own."""

    name = TextField(
        _l("Name"), [required()], max=80, hint=_l("To tell it from others: the telephone it is on")
    )


class AppForm(AuthenticatorNameForm):
    """An authenticator app, confirmed by a code that it shows."""

    secret = HiddenField("", max=1_000)
    code = CodeField(
        _l("Code of the app"),
        [required()],
        max=20,
        hint=_l("The six digits that your authenticator app shows now"),
        attrs={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


class PasskeyForm(AuthenticatorNameForm):
    """A passkey, as the browser made it."""

    passkey = HiddenField("", max=LONGEST_ANSWER)


class SetUpForm(Form):
    """What a register is told at its first run."""

    set_up_code = CodeField(
        _l("Set-up code"),
        [required()],
        hint=_l("Shown where the register was started, and kept there in the file set-up-code."),
    )
    country = ChoiceField(_l("Country"), [required()])
    with_places = CheckField(
        _l("Enter its governorates, regions and municipalities from the public lists")
    )
    name = TextField(_l("Institution"), [required()], hint=_l("In your language"))
    name_en = TextField(_l("Institution in English"))
    kind = ChoiceField(_l("Kind"), [required()], choices=[(one, KINDS[one]) for one in FIRST])
    code = CodeField(
        _l("Short code"),
        [required()],
        max=20,
        pattern=r"[A-Za-z0-9-]+",
        message=_l("Letters, digits and hyphens only."),
        hint=_l("Stands in addresses and lists, as SAQ does for Saqqara"),
    )
    display_name = TextField(_l("Your name"), [required()])
    email = EmailField(_l("Email"), [required()], hint=_l("You sign in with it"))
    password = PasswordField(
        _l("Password"),
        [required()],
        hint=_l("At least eight characters, in any script. Tell it to nobody else."),
        attrs={"autocomplete": "new-password"},
    )


class PreferencesForm(Form):
    language = ChoiceField(_l("Language"), choices=list(LANGUAGES.items()))
    digits = ChoiceField(_l("Digits"), choices=list(DIGITS))
    calendar = ChoiceField(
        _l("Calendar"),
        choices=list(CALENDARS),
        hint=_l("A Hijri date to come is calculated and says so; in lists it is marked with ≈."),
    )
    second_calendar = ChoiceField(
        _l("Second calendar beside it"), choices=[("", _l("None")), *CALENDARS]
    )
    theme = RadioField(_l("Appearance"), choices=list(THEMES))


def place(unit: OrgUnit) -> Candidate:
    """A place, with what tells it from others of its name."""
    kind = str(KINDS[unit.kind])
    above = unit.parent.name_in(language()) if unit.parent else ""
    note = _("%(kind)s in %(place)s", kind=kind, place=above) if above else kind
    return Candidate(unit, unit.code, unit.name_in(language()), note)


def places(text: str) -> list[Candidate]:
    """The places at which the reader manages accounts and that may be meant by a text."""
    query = found(text, current_actor(), MANAGE, MOST + 1)
    return [place(unit) for unit in db.session.scalars(query)]


def somebody(person: Person) -> Candidate:
    """A person, with what tells them from their namesakes."""
    work = current_affiliation(person)
    facts = [work.job_title or "", work.unit.name_in(language())] if work else []
    note = listed([fact for fact in facts if fact])
    return Candidate(person, str(person.id), person.full_name, note, typed=person.full_name)


def people(text: str) -> list[Candidate]:
    """Those without an account who may be meant by a text."""
    return [somebody(one) for one in people_without_account(text, current_actor(), MOST + 1)]


class AccountForm(Form):
    """Whose account it is."""

    display_name = TextField(_l("Name"), [required()], hint=_l("As it is shown on the screens"))
    email = EmailField(
        _l("Email"),
        [required()],
        hint=_l("What they sign in with"),
        attrs={"autocomplete": "off"},
    )
    person = LookupField(
        _l("Person"),
        find=people,
        describe=somebody,
        hint=_l(
            "The record of the person, found by name or number. Trainers and trainees see only what"
            " belongs to it."
        ),
    )


def roles_to_give() -> list[tuple[Role, str]]:
    """The roles that the reader gives, each with its words."""
    given = grantable(current_actor().role)
    return [(role, str(label)) for role, label in LABELS.items() if role in given]


class GrantForm(Form):
    """A role at a place."""

    role = ChoiceField(_l("Role"), [required()], choices=roles_to_give)
    unit = LookupField(
        _l("Place"),
        [required()],
        find=places,
        describe=place,
        hint=_l("Its name in any language, or its code. The role reaches all that lies in it."),
    )
    starts_on = CalendarDateField(_l("From"), hint=_l("Empty: from now on"))
    ends_on = CalendarDateField(_l("To"), hint=_l("Empty: until it is taken back"))


def places_elsewhere(text: str) -> list[Candidate]:
    """The places outside the reader's scope that may be meant by a text."""
    query = places_outside(text, current_actor(), MOST + 1)
    return [place(unit) for unit in db.session.scalars(query)]


class LookForm(Form):
    """A look at a place outside one's own."""

    unit = LookupField(
        _l("Place"),
        [required()],
        find=places_elsewhere,
        describe=place,
        hint=_l("Its name in any language, or its code."),
    )
    reason = LongTextField(
        _l("Reason"),
        [required(_l("Say why in a sentence that others understand later."))],
        max=1_000,
        rows=3,
        hint=_l("Read by whoever answers for the place, with your name."),
    )


class LoanForm(Form):
    """A role lent to a colleague, who is looked for among those at its place."""

    colleague: LookupField
    starts_on = CalendarDateField(_l("From"), [required()])
    ends_on = CalendarDateField(_l("To"), [required()])


def loan_form(held: RoleGrant, data: Mapping[str, Any] | None = None) -> LoanForm:
    """The form to lend this role."""

    def find(text: str) -> list[Candidate]:
        query = colleagues(held).where(named(text)).limit(MOST + 1)
        return [account_candidate(one) for one in db.session.scalars(query)]

    class Form(LoanForm):
        colleague = LookupField(
            _l("Colleague"),
            [required()],
            find=find,
            describe=account_candidate,
            hint=_l("By name or email: somebody who has an account and a role at the same place."),
        )

    return Form(data=data)


def account_candidate(account: UserAccount) -> Candidate:
    """An account, with what tells it from those of the same name."""
    roles = [
        _("%(role)s (%(place)s)", role=LABELS[one.role], place=one.unit.name_in(language()))
        for one in account.grants
        if is_in_force(one)
    ]
    name = account.display_name
    return Candidate(account, str(account.id), name, listed(roles), typed=name)


NEW_PASSWORD = {"autocomplete": "new-password"}


class ForgottenForm(Form):
    """Whose password is not known any more."""

    email = EmailField(_l("Email"), [required()], hint=_l("What you sign in with"))


class NewPasswordForm(Form):
    """A password that the owner of the account chooses by a link."""

    password = PasswordField(
        _l("Password"),
        [required()],
        hint=_l("At least eight characters, in any script. Tell it to nobody else."),
        attrs=NEW_PASSWORD,
    )


class OwnPasswordForm(Form):
    """Another password of one's own."""

    current = PasswordField(
        _l("Present password"), [required()], attrs={"autocomplete": "current-password"}
    )
    password = PasswordField(
        _l("New password"),
        [required()],
        hint=_l("At least eight characters, in any script. Tell it to nobody else."),
        attrs=NEW_PASSWORD,
    )


class NewAccountForm(AccountForm, GrantForm):
    """An account with its first role; its owner chooses the password."""

    language = ChoiceField(_l("Language"), [required()], choices=list(LANGUAGES.items()))
