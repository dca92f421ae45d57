"""Signing in, and how one wants to read."""

from __future__ import annotations

from lms.platform.forms import ChoiceField, EmailField, Form, PasswordField, RadioField, required
from lms.platform.i18n import LANGUAGES, _l

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


class PreferencesForm(Form):
    language = ChoiceField(_l("Language"), choices=list(LANGUAGES.items()))
    digits = ChoiceField(_l("Digits"), choices=list(DIGITS))
    calendar = ChoiceField(_l("Calendar"), choices=list(CALENDARS))
    second_calendar = ChoiceField(
        _l("Second calendar beside it"), choices=[("", _l("None")), *CALENDARS]
    )
    theme = RadioField(_l("Appearance"), choices=list(THEMES))
