"""What the cells of a list show."""

from __future__ import annotations

import re

from flask import Flask

from lms.platform.db import db
from lms.platform.i18n import Preferences
from lms.platform.listing.cells import Pick
from tests.platform.listing.register import Trainee, counted, fill, get, trainees


def test_cells_show_what_the_reader_reads(app: Flask) -> None:
    fill(1)
    app.config["READER"] = Preferences("ar")

    row = get(app, "/t").text.split("<tbody>")[1].split("</tr>")[0]

    assert '<a href="/t/1?a=1&amp;b=2"><bdi>منى 00001</bdi></a>' in row
    assert '<span class="code" dir="ltr">TR-000001</span>' in row
    assert '<td class="n" data-label="Courses">١</td>' in row
    assert "١ فبراير ١٩٩١" in row
    assert '<span class="badge ok">Closed</span>' in row
    assert "00000001" not in row  # only exported


def test_an_empty_cell_shows_a_dash(app: Flask) -> None:
    fill(3)

    assert (
        '<td class="n" data-label="Courses"><span class="muted">–</span></td>'
        in get(app, "/t").text
    )


def test_nothing_in_a_cell_becomes_markup(app: Flask) -> None:
    fill(1)
    evil = "<script>alert('1')</script>\"'{{ 7*7 }}"
    trainee = db.session.get(Trainee, 1)
    assert trainee is not None
    trainee.name, trainee.state = evil, '"><b>'
    db.session.commit()

    text = get(app, "/t", query_string={"q": "<script>", "tab": '"><i>', "from": '"><u>'}).text
    text += get(app, "/t").text

    assert "<script>" not in text
    assert not re.search("<b>|<i>|<u>|49", text)


def test_several_rows_can_be_picked_for_one_action(app: Flask) -> None:
    fill(2)

    with app.test_request_context("/t"):
        listing = trainees()
        listing.pick = Pick(lambda t: t.id, lambda t: f"<{t.name}>")
        body = listing.page().body

    assert (
        '<td class="pick"><input type="checkbox" name="pick" data-one value="1"'
        ' aria-label="Select &lt;منى 00001&gt;"></td>'
    ) in body


def test_labels_are_translated_when_the_page_is_made(app: Flask) -> None:
    app.config["READER"] = Preferences("fa")
    fill(30)

    text = get(app, "/t").text

    assert counted(get(app, "/t")) == "۱–۲۵ از ۳۰"
    assert "Filter" not in re.sub("<[^>]*>", "", text)
