"""What is typed about certificates."""

from __future__ import annotations

import re
from typing import Any

from lms.certificates.models import IssuingBody
from lms.certificates.payload import Design
from lms.certificates.rules import CALENDARS, DESIGNS
from lms.certificates.services import BodyData, Corrections
from lms.platform.forms import (
    CheckField,
    ChoiceField,
    CodeField,
    FileField,
    Form,
    LongTextField,
    Refused,
    TextField,
    required,
)
from lms.platform.i18n import LANGUAGES, _, _l
from lms.platform.i18n.numbers import number
from lms.platform.ids import CODE_LENGTH, GROUP_LENGTH, BadCode, CodeFault, parse_code

A_SERIAL = re.compile(r"\s*[A-Za-z0-9]{1,8}\s*-\s*\d{4}\s*-\s*\d{1,6}\s*")
MOST_PDF_BYTES = 5_000_000
SIGNATORIES = (1, 2, 3)


class PrintedCodeField(CodeField):
    """The code beside the QR square, in any grouping and any digits."""

    def read(self, text: str) -> str:
        if A_SERIAL.fullmatch(text):
            raise Refused(
                _("This is the serial number. Type the longer code that stands below it.")
            )
        try:
            return parse_code(text)
        except BadCode as fault:
            raise Refused(code_fault(fault)) from None


def code_fault(fault: BadCode) -> str:
    """Which part of a typed code to look at."""
    group = number(fault.group) if fault.group else ""
    match fault.fault:
        case CodeFault.LENGTH:
            return _(
                "A code has %(groups)s groups of %(letters)s letters and digits. One is missing or too many.",
                groups=number(CODE_LENGTH // GROUP_LENGTH),
                letters=number(GROUP_LENGTH),
            )
        case CodeFault.LETTER:
            return _("Group %(group)s has a character that no code has.", group=group)
        case CodeFault.CHECK if fault.group:
            return _("One letter or digit of group %(group)s is mistyped.", group=group)
    return _("Several letters or digits are mistyped. Compare each group with the paper.")


class CodeForm(Form):
    """The public look-up; it is sent by GET, so that the answer has an address."""

    class Meta(Form.Meta):
        csrf = False

    code = PrintedCodeField(
        _l("Code of the certificate"),
        [required(_l("Type the code that is printed beside the QR square."))],
        max=80,
    )


class FileForm(Form):
    """The file that somebody was given, to be compared with the one that was issued."""

    file = FileField(
        _l("The PDF you received"), [required()], accept=[".pdf"], max_bytes=MOST_PDF_BYTES
    )


class ReasonForm(Form):
    """Why a certificate is taken back or given again."""

    reason = LongTextField(
        _l("Reason"),
        [required(_l("Say why. The public does not see it."))],
        max=500,
        rows=3,
        hint=_l("It is kept with your name. The public does not see it."),
    )


class ReturnForm(Form):
    """Why a list is not approved."""

    reason = LongTextField(
        _l("Reason"),
        [required(_l("Say what has to be put right first."))],
        max=500,
        rows=3,
    )


class CorrectionForm(Form):
    """The names as they should have been printed."""

    name = TextField(_l("Name as on the identity card"), [required()], max=200)
    name_second = TextField(_l("Name in a second script"), max=200)
    reason = LongTextField(
        _l("Reason"),
        [required(_l("Say why. The public does not see it."))],
        max=500,
        rows=3,
    )

    @property
    def corrections(self) -> Corrections:
        return Corrections(
            name=self.name.value,
            name_second=self.name_second.value or None,
            reason=self.reason.value,
        )


class BodyForm(Form):
    """Who issues certificates, in which calendar and design, and who signs."""

    unit_id = ChoiceField(_l("Unit"), [required()])
    code = CodeField(
        _l("Code in the serial"),
        [required()],
        max=8,
        pattern=r"[A-Za-z][A-Za-z0-9]{1,7}",
        message=_l("Two to eight Latin letters and digits, beginning with a letter."),
        hint=_l("Such as SAQ, which gives SAQ-2026-000001. It cannot change once it was used."),
    )
    name_en = TextField(_l("Name in English"), max=300)
    name_ar = TextField(_l("Name in Arabic"), max=300)
    name_fa = TextField(_l("Name in Persian"), max=300)
    name_ka = TextField(_l("Name in Georgian"), max=300)
    design = ChoiceField(
        _l("Languages of the certificate"), [required()], choices=lambda: DESIGNS.items()
    )
    calendar = ChoiceField(
        _l("Calendar of dates and serials"), [required()], choices=lambda: CALENDARS.items()
    )
    second_calendar = ChoiceField(
        _l("Second calendar"),
        choices=lambda: CALENDARS.items(),
        blank=_l("None"),
        hint=_l("Dates are printed in both."),
    )

    asks_approval = CheckField(
        _l("Another officer approves each list before certificates are issued"),
        hint=_l(
            "For centres where two officers issue. Beyond 500 certificates an hour a list is held in any case."
        ),
    )

    name_1 = TextField(_l("Name"), [required(_l("At least one person signs."))], max=150)
    name_2 = TextField(_l("Name"), max=150)
    name_3 = TextField(_l("Name"), max=150)
    post_1 = TextField(_l("Post in the first language"), max=150)
    post_2 = TextField(_l("Post in the first language"), max=150)
    post_3 = TextField(_l("Post in the first language"), max=150)
    second_post_1 = TextField(_l("Post in the second language"), max=150)
    second_post_2 = TextField(_l("Post in the second language"), max=150)
    second_post_3 = TextField(_l("Post in the second language"), max=150)

    def validate(self, extra_validators: Any = None) -> bool:
        """Besides each field: a name in the language that leads, two different calendars, posts with names."""
        fine = bool(super().validate(extra_validators))  # type: ignore[no-untyped-call]  # untyped
        if self.design.data and not self._names()[self._languages[0]]:
            self.add_error(
                f"name_{self._languages[0]}", _("The certificate needs the name in this language.")
            )
            fine = False
        if self.calendar.data and self.calendar.data == self.second_calendar.data:
            self.add_error("second_calendar", _("Choose another one than the first."))
            fine = False
        for at in SIGNATORIES:
            posts = self[f"post_{at}"].data or self[f"second_post_{at}"].data
            if at > 1 and posts and not self[f"name_{at}"].data:
                self.add_error(f"name_{at}", _("Whose post is this?"))
                fine = False
        return fine

    @property
    def signatories(self) -> list[tuple[Any, Any, Any]]:
        """The three places to sign, each with its fields."""
        return [
            (self[f"name_{at}"], self[f"post_{at}"], self[f"second_post_{at}"])
            for at in SIGNATORIES
        ]

    @property
    def body(self) -> BodyData:
        return BodyData(
            code=self.code.value.upper(),
            names={language: name or None for language, name in self._names().items()},
            calendar=self.calendar.value,
            second_calendar=self.second_calendar.data or None,
            design=self.design.value,
            signatories=[
                {"name": name.data, "post": self._posts(first.data, second.data)}
                for name, first, second in self.signatories
                if name.data
            ],
            asks_approval=bool(self.asks_approval.data),
        )

    @property
    def _languages(self) -> tuple[str, ...]:
        return Design(self.design.value).languages

    def _names(self) -> dict[str, str]:
        return {language: self[f"name_{language}"].data for language in LANGUAGES}

    def _posts(self, first: str, second: str) -> dict[str, str]:
        given = dict(zip(self._languages, (first, second), strict=False))
        return {language: post for language, post in given.items() if post}


def values_of(body: IssuingBody) -> dict[str, Any]:
    """What the form of a body is filled with."""
    values: dict[str, Any] = {
        "code": body.code,
        "design": body.design,
        "calendar": body.calendar,
        "second_calendar": body.second_calendar,
        "asks_approval": body.asks_approval,
        **{f"name_{language}": getattr(body, f"name_{language}") for language in LANGUAGES},
    }
    languages = Design(body.design).languages
    for at, signatory in zip(SIGNATORIES, body.signatories, strict=False):
        posts = [signatory["post"].get(language, "") for language in languages]
        values[f"name_{at}"] = signatory["name"]
        values[f"post_{at}"], values[f"second_post_{at}"] = [*posts, "", ""][:2]
    return values
