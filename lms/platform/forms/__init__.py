"""Forms: fields that understand what people type, keep it as typed, and say what is wrong."""

from lms.platform.forms.choices import CheckField, ChoiceField, ChoicesField, RadioField
from lms.platform.forms.dates import CalendarDateField, TimeField
from lms.platform.forms.field import Refused, required
from lms.platform.forms.files import FileField
from lms.platform.forms.form import Form
from lms.platform.forms.lookup import Candidate, LookupField
from lms.platform.forms.numbers import DecimalField, NumberField, PercentField
from lms.platform.forms.stale import fingerprint, is_stale
from lms.platform.forms.texts import (
    CodeField,
    EmailField,
    HiddenField,
    LongTextField,
    PasswordField,
    PhoneField,
    TextField,
)

__all__ = [
    "CalendarDateField",
    "Candidate",
    "CheckField",
    "ChoiceField",
    "ChoicesField",
    "CodeField",
    "DecimalField",
    "EmailField",
    "FileField",
    "Form",
    "HiddenField",
    "LongTextField",
    "LookupField",
    "NumberField",
    "PasswordField",
    "PercentField",
    "PhoneField",
    "RadioField",
    "Refused",
    "TextField",
    "TimeField",
    "fingerprint",
    "is_stale",
    "required",
]
