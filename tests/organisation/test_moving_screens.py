"""The screens on which a place is moved, corrected, closed and deleted."""

from __future__ import annotations

import re

import pytest

from lms.audit.models import AuditEvent
from lms.platform.db import db
from tests.organisation.screens import unit
from tests.support.factories import RunFactory


def test_moves_below_another_place(admin):
    assert 'value="EG21"' in admin.get("/places/SAQ/move").text

    admin.post("/places/SAQ/move", {"parent": "qena", "change": "move", "on": "2026-10-01"})

    assert unit("SAQ").parent.code == "EG27"
    page = admin.get("/places/SAQ").text
    belonged = page.split("Where it belonged")[1].split("</ul>")[0]
    told = re.sub(r"<[^>]+>|\s+", " ", belonged)
    assert re.findall(r"(Qena|Giza) +([^ ].*?\d{4})", told) == [
        ("Qena", "from 1 Oct 2026"),
        ("Giza", "up to 30 Sep 2026"),
    ]


def test_a_correction_is_recorded_with_its_reason(admin):
    wrong = {"parent": "qena", "change": "correction", "on": "2026-10-01"}
    assert "Say why it is corrected." in admin.post("/places/SAQ/move", wrong).text
    assert unit("SAQ").parent.code == "EG21"

    admin.post("/places/SAQ/move", wrong | {"reason": "Never lay in Giza"})

    assert unit("SAQ").parent.code == "EG27"
    event = db.session.query(AuditEvent).filter_by(action="organisation.correct_place").one()
    assert event.reason == "Never lay in Giza"
    page = admin.get("/places/SAQ").text
    assert "Where it belonged" not in page
    assert "Place above corrected" in page
    assert "Reason: \u2068Never lay in Giza\u2069" in page


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"change": "move", "on": ""}, "Enter a date."),
        ({"change": "move", "on": "2040-01-01"}, "from the day on which it holds"),
        ({"change": "", "on": "2026-10-01"}, "Choose one."),
        ({"change": "move", "on": "2026-10-01", "parent": "giza"}, "It lies there already."),
    ],
)
def test_what_is_wrong_with_a_move_is_told_at_the_field(admin, sent, told):
    answer = admin.post("/places/SAQ/move", {"parent": "qena"} | sent)

    assert answer.status_code == 422
    assert told in answer.text
    assert unit("SAQ").parent.code == "EG21"


@pytest.mark.parametrize("parent", ["", "nowhere", "SAQ"])
def test_a_move_that_cannot_be_is_told(admin, parent):
    sent = {"parent": parent, "change": "move", "on": "2026-10-01"}
    assert admin.post("/places/SAQ/move", sent).status_code == 422
    assert unit("SAQ").parent.code == "EG21"


def test_s21_closes_and_opens_again(admin):
    assert admin.get("/places/SAQ/close").status_code == 200

    admin.post("/places/SAQ/close", {"on": "2026-06-30"})
    page = admin.get("/places/SAQ").text
    assert "30 June 2026" in page
    assert "/places/new?above=SAQ" not in page

    admin.post("/places/SAQ/reopen")
    assert unit("SAQ").closed_on is None


@pytest.mark.parametrize("on", ["", "31 February 2026", "2026-13-01"])
def test_closing_needs_a_day(admin, on):
    assert admin.post("/places/SAQ/close", {"on": on}).status_code == 422


def test_what_lies_inside_is_closed_first(admin):
    answer = admin.post("/places/EG21/close", {"on": "2026-06-30"})

    assert answer.status_code == 422
    assert "Saqqara" in answer.text


def test_s21_with_history_it_offers_closing_instead_of_deleting(admin, tree):
    RunFactory(unit=tree["centre"])

    answer = admin.post("/places/SAQ/delete")

    assert answer.status_code == 409
    assert "1 course run" in answer.text
    assert 'action="/places/SAQ/close"' in answer.text
    assert unit("SAQ") is not None


def test_s21_deletes_what_has_none(admin):
    answer = admin.post("/places/SAQ/delete")

    assert answer.headers["Location"] == "/places/EG21"
    assert unit("SAQ") is None
