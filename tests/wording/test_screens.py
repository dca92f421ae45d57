"""Each screen with its picture and its messages: noted while it was shown, taken over from the tour."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import request_started

from lms.accounts.roles import Role
from lms.platform.i18n import LANGUAGES
from lms.platform.i18n.catalogues import note_messages
from lms.platform.i18n.extraction import Message
from lms.wording.pictures import FOLDER, NotATour, screens, take_over
from lms.wording.rules import key_of
from tests.support.factories import UserFactory
from tests.support.rare import picture_screens

TRAINEE, LANGUAGE = key_of(Message("Trainee")), key_of(Message("Language"))


@pytest.fixture
def admin(app):
    return UserFactory(role=Role.SYSTEM_ADMINISTRATOR)


@pytest.fixture
def tour(tmp_path):
    picture_screens(tmp_path / "tour")
    return tmp_path / "tour"


@pytest.fixture
def instance(app, tmp_path, monkeypatch):
    folder = tmp_path / "instance"
    folder.mkdir()
    monkeypatch.setattr(app, "instance_path", str(folder))
    return folder


def test_what_a_page_looks_up_is_noted_whatever_was_drawn_before(app, browser):
    browser.get("/verify")  # from here on the frame is drawn already
    first = _noted(browser, "/verify")
    again = _noted(browser, "/verify")
    assert first == again
    assert {"Language", "Verify a certificate"} & first


def _noted(browser, url):
    seen: list[set[object]] = []

    def begin(_sender, **_options):
        seen.append(note_messages())

    with request_started.connected_to(begin, browser.app):
        assert browser.get(url).status_code == 200
    return seen[0]


def test_a_tour_is_taken_over_whole(tour, instance):
    assert take_over(tour, instance) == dict.fromkeys(LANGUAGES, 2)
    known = screens(instance, "ar")
    assert {*known} == {"rare.first", "rare.second"}
    assert TRAINEE in known["rare.first"].messages
    assert TRAINEE not in known["rare.second"].messages


@pytest.mark.parametrize("name", ["../../secrets", "a/b", "..", "a.b.c", "", "A", "x\0", 7])
def test_no_name_of_a_tour_leads_out_of_its_folder(tour, instance, name):
    take_over(tour, instance)
    listed = json.loads((tour / "ka.json").read_text("utf-8"))
    listed[1]["name"] = name
    (tour / "ka.json").write_text(json.dumps(listed), "utf-8")
    with pytest.raises(NotATour):
        take_over(tour, instance)
    assert {*screens(instance, "ka")} == {"rare.first", "rare.second"}  # as it was


def test_what_is_no_picture_is_not_taken(tour, instance):
    (tour / "fa" / "rare.second.png").write_text("<svg onload='alert(1)'/>", "utf-8")
    with pytest.raises(NotATour, match="no PNG"):
        take_over(tour, instance)
    assert not (instance / FOLDER).exists()


def test_the_command_says_what_came_and_what_is_wrong(app, tour, instance):
    run = app.test_cli_runner()
    done = run.invoke(args=["wording", "pictures", str(tour)])
    assert done.exit_code == 0
    assert "English: 2 screens." in done.output
    refused = run.invoke(args=["wording", "pictures", str(instance)])
    assert refused.exit_code == 1
    assert "nothing was changed" in refused.output


def test_without_pictures_the_page_says_how_they_are_made(browser, admin, instance):
    browser.sign_in(admin)
    assert "bin/lms wording pictures tour/screens" in browser.get("/wording/screens").text
    for page in ("screen", "picture"):
        assert (
            browser.get(f"/wording/{page}?name=rare.first").location
            == "/wording/screens?language=en"
        )


def test_a_reviewer_goes_from_a_screen_to_a_message_and_back(browser, admin, tour, instance):
    take_over(tour, instance)
    browser.sign_in(admin)
    assert "ZZ-1" in browser.get("/wording/screens?language=ar").text

    page = browser.get("/wording/screen?language=ar&name=rare.first").text
    address = f"/wording/message?language=ar&key={TRAINEE}&screen=rare.first"
    assert address.replace("&", "&amp;") in page
    assert "/wording/picture?language=ar&amp;name=rare.first" in page
    with browser.get("/wording/picture?language=ar&name=rare.first") as picture:
        assert picture.mimetype == "image/png"
        assert picture.data == (tour / "ar" / "rare.first.png").read_bytes()

    assert "ZZ-1" in browser.get(address).text  # where the message is shown
    saved = browser.post(address, {"text_0": "الدارسون"})
    assert saved.location == "/wording/screen?language=ar&name=rare.first"
    assert "الدارسون" in browser.get(saved.location).text


@pytest.mark.parametrize(
    "name",
    ["../../../secrets.toml", "..%2f..%2fsecrets", "rare.third", "/etc/passwd", "rare.first/"],
)
def test_no_other_file_is_served(browser, admin, tour, instance, name):
    take_over(tour, instance)
    (instance / "secrets.toml").write_text("x", "utf-8")
    browser.sign_in(admin)
    assert browser.get(f"/wording/picture?language=ar&name={name}").status_code == 404


def test_a_picture_that_is_gone_is_not_found(browser, admin, tour, instance):
    take_over(tour, instance)
    Path(instance, FOLDER, "ar", "rare.first.png").unlink()
    browser.sign_in(admin)
    assert browser.get("/wording/picture?language=ar&name=rare.first").status_code == 404


def test_nobody_else_sees_them(browser, tour, instance):
    take_over(tour, instance)
    browser.sign_in(UserFactory(role=Role.MINISTRY_ANALYST))
    for page in ("screens", "screen", "picture"):
        assert browser.get(f"/wording/{page}?language=ar&name=rare.first").status_code == 403
