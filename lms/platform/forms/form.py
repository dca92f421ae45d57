"""The form every slice derives its own from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.csrf import _FlaskFormCSRF
from flask_wtf.form import _Auto
from werkzeug.datastructures import CombinedMultiDict
from wtforms.validators import ValidationError

from lms.platform.errors import DomainError
from lms.platform.forms.field import Terse
from lms.platform.forms.messages import WORDS
from lms.platform.i18n import _


class Problem(NamedTuple):
    """One line of the error summary."""

    field_id: str | None
    label: str
    message: str


class _Csrf(_FlaskFormCSRF):
    def validate_csrf_token(self, form: Any, field: Any) -> None:
        try:
            super().validate_csrf_token(form, field)  # type: ignore[no-untyped-call]  # untyped
        except ValidationError:
            raise ValidationError(
                _("This form was open for too long. Check it and send it again.")
            ) from None


class Form(FlaskForm):
    """Shape only: what was sent, field by field; whatever is not a field of the form is ignored."""

    class Meta(FlaskForm.Meta):
        csrf_class = _Csrf

        def get_translations(self, form: object) -> Any:
            return WORDS

        def wrap_formdata(self, form: object, formdata: Any) -> Any:
            if formdata is not _Auto:
                return formdata
            if not request or request.method not in {"POST", "PUT", "PATCH", "DELETE"}:
                return None
            # An empty body is an empty form, not a form that was never sent.
            return CombinedMultiDict([request.files, request.form])

    def __init__(self, formdata: Any = _Auto, **options: Any) -> None:
        super().__init__(formdata, **options)  # type: ignore[no-untyped-call]  # untyped

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        """Whether the form was sent, and every field of it can be taken."""
        sent: bool = super().validate_on_submit(extra_validators)  # type: ignore[no-untyped-call]  # untyped
        return sent

    def add_error(self, field: str | None, message: str) -> None:
        """Put a message at a field, or above the form when it belongs to none."""
        if field is None:
            self.form_errors.append(str(message))
        else:
            self[field].errors = [*self[field].errors, str(message)]

    def refuse(self, refusal: DomainError) -> None:
        """Put the refusal of a service at the field it names, or above the form."""
        self.add_error(refusal.field if refusal.field in self else None, refusal.text)

    def populate_obj(self, obj: object) -> None:
        """Not here: a view names the values that go to a service."""
        raise TypeError("name the fields that go to the service")

    @property
    def status(self) -> int:
        """The status to answer with: 422 when the form is shown again after a mistake."""
        sent = bool(self.is_submitted())  # type: ignore[no-untyped-call]  # Flask-WTF is untyped
        return 422 if sent and self.errors else 200

    @property
    def problems(self) -> list[Problem]:
        """The error summary, in the order of the fields."""
        return [*self._form_problems(), *self._field_problems()]

    def _form_problems(self) -> Iterator[Problem]:
        for message in self.form_errors:
            yield Problem(None, "", str(message))

    def _field_problems(self) -> Iterator[Problem]:
        for field in self:
            for message in field.errors:
                label = str(field.label.text) if isinstance(message, Terse) else ""
                visible = field.type != "CSRFTokenField" and getattr(field, "kind", "") != "hidden"
                yield Problem(field.id if visible else None, label, str(message))
