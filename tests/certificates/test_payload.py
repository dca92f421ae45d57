"""What a certificate says is one JSON text, and nothing else is a certificate."""

from __future__ import annotations

import json

import pytest

from lms.certificates.payload import BadPayload, CertificatePayload, Score, Signatory
from tests.support.paper import certificate

DESIGNS = ["ar-en", "fa", "ka-en"]


@pytest.mark.parametrize("design", DESIGNS)
def test_json_gives_the_same_certificate_back(design):
    payload = certificate(design, score=Score("91.5", "100"))

    assert CertificatePayload.from_json(payload.to_json()) == payload


def test_there_is_one_json_text_for_a_certificate():
    payload = certificate()
    turned = dict(reversed(payload.as_dict().items()))

    assert CertificatePayload.from_dict(turned).to_json() == payload.to_json()
    assert list(json.loads(payload.to_json())) == sorted(payload.as_dict())


def test_values_come_back_from_a_json_column():
    column = json.loads(json.dumps(certificate().as_dict()))

    assert CertificatePayload.from_dict(column) == certificate()


def test_what_it_does_not_know_it_refuses():
    with pytest.raises(BadPayload):
        CertificatePayload.from_dict({**certificate().as_dict(), "grade": "A"})


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "excellence"},
        {"score": Score("excellent", "100")},
        {"score": Score("88", "٣")},
        {"sex": "f"},
        {"template_version": 3},
        {"name": " "},
        {"hours_minutes": 0},
        {"course": {"en": "Only English"}},
        {"signatories": ()},
        {"signatories": (Signatory("x", {}),) * 4},
        {"accent": "red"},
        {"accent_second": "#FFF"},
        {"accent": "#0f5a69; } body { display: none"},
        {"starts_on": "15/11/2026"},
        {"issued_on": "2026-02-30"},
        {"starts_on": "2026-11-20"},
        {"calendar": "julian"},
        {"second_calendar": "julian"},
        {"calendar": "hijri", "valid_until": "2090-01-01"},
        {"name": "م" * 301},
        {"signatories": (Signatory("x", {"en": "y" * 301}),)},
    ],
)
def test_what_cannot_be_printed_is_no_certificate(changes):
    with pytest.raises(BadPayload):
        certificate(**changes)


def test_there_are_three_designs():
    with pytest.raises(BadPayload):
        CertificatePayload.from_dict({**certificate().as_dict(), "design": "fr"})


def test_the_second_language_stands_beside_only_where_it_is_whole():
    assert certificate("ka-en").second_language == "en"
    assert certificate("ka-en", name_second=None).second_language is None
    assert certificate("ka-en", course={"ka": "კურსი"}).second_language is None
    assert certificate("fa").second_language is None


def test_the_address_to_type_is_that_of_the_code_without_the_code():
    assert certificate().verify_address == "training.example/v"
