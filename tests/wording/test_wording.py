"""What an institution words otherwise is read everywhere at once, breaks no page, and can be taken back or given on."""

from __future__ import annotations

import os
import re
import subprocess

import pytest
from sqlalchemy import delete, func, insert, select

from lms.accounts.roles import Role
from lms.audit.models import AuditEvent
from lms.config import ROOT
from lms.platform import clock
from lms.platform.db import db
from lms.platform.i18n import (
    LANGUAGES,
    Preferences,
    _,
    _n,
    _p,
    po_files,
    updating,
    use_preferences,
)
from lms.platform.i18n.catalogues import PLURALS
from lms.platform.i18n.checking import _in_english
from lms.platform.i18n.extraction import Message, extract_slice
from lms.platform.i18n.po_files import TRANSLATED
from lms.wording import queries, services, subscriptions
from lms.wording.errors import (
    ForeignLetters,
    PercentAlone,
    PlaceholderMissing,
    PlaceholderUnknown,
)
from lms.wording.forms import form_for
from lms.wording.models import OwnWording
from lms.wording.rules import entries, forms, found, key_of, numbers_of, patch, require_whole
from tests.support.factories import UserFactory, actor

TRAINEES = Message("Trainee")
PAGE = Message("Page %(page)s")
COUNTED = Message("%(count)s message", "%(count)s messages")
NAVIGATION = Message("Calendar", "", "navigation")


@pytest.fixture
def admin(app):
    return UserFactory(role=Role.SYSTEM_ADMINISTRATOR)


def worded(message, language, *texts):
    services.word(message, language, texts, actor(Role.SYSTEM_ADMINISTRATOR))
    db.session.commit()
    subscriptions.follow()


def in_arabic(say, *asked, **values):
    with use_preferences(Preferences(language="ar")):
        return say(*asked, **values)


def test_own_words_take_the_place_of_the_products_and_go_again(app):
    before = in_arabic(_, "Trainee")
    worded(TRAINEES, "ar", "الدارسون")
    assert in_arabic(_, "Trainee") == "الدارسون"

    with use_preferences(Preferences(language="fa")):
        assert _("Trainee") != "الدارسون"

    worded(TRAINEES, "ar", before)  # what the product says is no own wording
    assert in_arabic(_, "Trainee") == before
    assert db.session.scalar(select(func.count()).select_from(OwnWording)) == 0


def test_a_plural_and_a_word_in_its_context_are_worded_too(app):
    forms_of_six = ("لا شيء", "واحدة", "اثنتان", "%(count)s أ", "%(count)s ب", "%(count)s ج")
    worded(COUNTED, "ar", *forms_of_six)
    worded(NAVIGATION, "ar", "جدول المواعيد")

    assert in_arabic(_n, "%(count)s message", "%(count)s messages", 2) == "اثنتان"
    assert in_arabic(_n, "%(count)s message", "%(count)s messages", 11).endswith(" ب")
    assert in_arabic(_p, "navigation", "Calendar") == "جدول المواعيد"
    assert in_arabic(_, "Calendar") != "جدول المواعيد"


@pytest.mark.parametrize(
    ("message", "language", "texts", "refusal"),
    [
        (PAGE, "ar", ["صفحة"], PlaceholderMissing),
        (PAGE, "ar", ["صفحة %(page)s من %(all)s"], PlaceholderUnknown),
        (PAGE, "ar", ["صفحة %(page)s %"], PercentAlone),
        (TRAINEES, "fa", ["كارآموزان"], ForeignLetters),
        (TRAINEES, "ka", ["ᲛᲡᲛᲔᲜᲔᲚᲔᲑᲘ"], ForeignLetters),
        (PAGE, "en", ["Page"], PlaceholderMissing),
        (TRAINEES, "en", ["متدرب"], ForeignLetters),
        (COUNTED, "fa", ["%(count)s پیام", "پیام"], PlaceholderMissing),
    ],
)
def test_words_that_would_break_a_page_are_refused(app, message, language, texts, refusal):
    with pytest.raises(refusal) as refused:
        services.word(message, language, texts, actor(Role.SYSTEM_ADMINISTRATOR))
    assert refused.value.field == f"text_{len(texts) - 1}"


def as_another_process(monkeypatch):
    """This process looked just now; what is written past its sessions it hears of as another's change."""
    subscriptions.say_what_is_decided()
    looked = subscriptions._next_look
    monkeypatch.setattr(subscriptions, "monotonic", lambda: looked - 1)
    return lambda: monkeypatch.setattr(subscriptions, "monotonic", lambda: looked)


def test_another_process_says_it_after_some_seconds(app, browser, monkeypatch):
    seconds_later = as_another_process(monkeypatch)
    values = {"language": "ar", "message": "Trainee", "context": "", "is_plural": False}
    table = OwnWording.__table__
    with db.engine.begin() as connection:
        connection.execute(
            insert(table).values(**values, texts=["الدارسون"], entered_at=clock.now())
        )
    browser.get("/verify")
    assert in_arabic(_, "Trainee") != "الدارسون"

    seconds_later()
    browser.get("/verify")
    assert in_arabic(_, "Trainee") == "الدارسون"


def test_a_restored_database_is_what_counts(app, browser, monkeypatch):
    """The backup was made before one word was taken back and after another was given."""
    worded(TRAINEES, "ar", "الدارسون")
    backup = [dict(row._mapping) for row in db.session.execute(select(OwnWording.__table__))]
    worded(TRAINEES, "ar", *entries("ar")[key_of(TRAINEES)].texts)
    worded(PAGE, "ar", "ص %(page)s")
    seconds_later = as_another_process(monkeypatch)
    with db.engine.begin() as connection:
        connection.execute(delete(OwnWording))
        connection.execute(insert(OwnWording.__table__), backup)

    seconds_later()
    browser.get("/verify")
    assert in_arabic(_, "Trainee") == "الدارسون"
    assert in_arabic(_, "Page %(page)s", page=1) != "ص 1"


def test_what_is_rolled_back_is_said_by_nobody(app):
    services.word(TRAINEES, "ar", ["الدارسون"], actor(Role.SYSTEM_ADMINISTRATOR))
    db.session.flush()
    db.session.rollback()
    subscriptions.follow()
    assert in_arabic(_, "Trainee") != "الدارسون"


def test_a_worker_looks_each_minute(app):
    db.session.add(
        OwnWording(language="ar", message="Trainee", is_plural=False, texts=["الدارسون"])
    )
    db.session.commit()
    subscriptions.say_what_is_decided()
    assert in_arabic(_, "Trainee") == "الدارسون"


def test_english_is_worded_otherwise_too(app):
    worded(TRAINEES, "en", "Learner")
    worded(COUNTED, "en", "one message", "%(count)s of the messages")
    assert _("Trainee") == "Learner"
    assert _n("%(count)s message", "%(count)s messages", 1) == "one message"
    assert _n("%(count)s message", "%(count)s messages", 3) == "3 of the messages"
    with use_preferences(Preferences(language="ka")):
        assert _("Trainee") != "Learner"

    worded(TRAINEES, "en", "Trainee")  # what the code says is no own wording
    assert [one.message for one in db.session.scalars(select(OwnWording))] == [COUNTED.id]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_of_the_product_is_taken_as_it_is(language):
    """Else a reviewer could not save a page that is right."""
    for entry in entries(language).values():
        require_whole(entry.message, language, entry.texts)
        assert len(entry.texts) == forms(entry.message, language)


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_form_keeps_the_marks_and_spaces_of_a_text(sqlite_app, language):
    odd = re.compile("[\u200c-\u200f]|^ | $")
    found = [one for one in entries(language).values() if any(map(odd.search, one.texts))]
    assert found
    for entry in found[:50]:
        sent = {f"text_{form}": text for form, text in enumerate(entry.texts)}
        with sqlite_app.test_request_context(method="POST", data=sent):
            form = form_for(entry.message, language)()
            assert form.validate_on_submit(), form.errors
            assert [form[name].value for name in sent] == [*entry.texts]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_form_of_a_plural_says_for_which_numbers(language):
    examples = [numbers_of(language, form) for form in range(PLURALS[language][0])]
    assert all(examples)
    assert sorted(n for some in examples for n in some)[:3] == [0, 1, 2]


def test_a_message_is_found_by_the_words_of_either_language(app):
    by_english = [*found("ar", "trainee", {})]
    assert key_of(TRAINEES) in by_english
    assert key_of(TRAINEES) in [*found("ar", "متدرب", {})]
    assert key_of(TRAINEES) in [*found("ar", "الدارسون", {key_of(TRAINEES): ("الدارسون",)})]


def test_the_patch_brings_the_catalogues_to_the_own_words(app, tmp_path):
    worded(TRAINEES, "ar", "الدارسون")
    text = patch("ar", queries.own_texts("ar"))
    for name in (ROOT / "lms" / "translations" / "ar").glob("*.po"):
        copy = tmp_path / name.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(name.read_bytes())

    command = ["git", "apply", "--unsafe-paths", "-"]
    environment = os.environ | {"GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
    subprocess.run(command, input=text.encode(), cwd=tmp_path, env=environment, check=True)

    changed = "".join(path.read_text("utf-8") for path in tmp_path.rglob("*.po"))
    assert 'msgid "Trainee"\nmsgstr "الدارسون"' in changed


def test_the_patch_of_english_makes_catalogues_that_are_read(app, tmp_path):
    worded(TRAINEES, "en", "Learner")
    command = ["git", "apply", "--unsafe-paths", "-"]
    environment = os.environ | {"GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
    text = patch("en", queries.own_texts("en"))
    subprocess.run(command, input=text.encode(), cwd=tmp_path, env=environment, check=True)

    made = tmp_path / "lms" / "translations"
    catalogues = {path.stem: po_files.read("en", path.stem, made) for path in made.glob("en/*.po")}
    assert {e.texts for po in catalogues.values() for e in po.entries.values()} == {("Learner",)}
    for name, po in catalogues.items():
        assert list(_in_english(po, extract_slice(name))) == []
        before = po_files.path_of("en", name, made).read_text("utf-8")
        updating._update_english(name, extract_slice(name), made)
        assert po_files.path_of("en", name, made).read_text("utf-8") == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_patch_of_nothing_is_empty(language):
    """So the catalogues are as `lms catalogue update` writes them, and a patch holds own words alone."""
    assert patch(language, {}) == ""


def test_an_administrator_words_a_message_on_the_screens(browser, admin):
    browser.sign_in(admin)
    page = browser.get("/wording?language=ar&q=trainee").text
    address = f"/wording/message?language=ar&key={key_of(TRAINEES)}"
    assert address.replace("&", "&amp;") in page

    refused = browser.post(f"/wording/message?language=ar&key={key_of(PAGE)}", {"text_0": "صفحة"})
    assert refused.status_code == 422
    assert "Keep %(page)s: something is put in there." in refused.text
    assert "صفحة</textarea>" in refused.text

    saved = browser.post(address, {"text_0": "الدارسون"})
    assert saved.status_code == 302
    assert "الدارسون" in browser.get("/wording?language=ar&own=1").text
    assert browser.get("/wording/patch?language=ar").text.startswith("--- a/lms/translations/ar/")
    event = db.session.scalars(
        select(AuditEvent).where(AuditEvent.action == "wording.change")
    ).one()
    assert event.details["after"] == ["الدارسون"]

    browser.post(
        address.replace("message?", "message/take-back?"),
    )
    assert db.session.scalar(select(func.count()).select_from(OwnWording)) == 0


@pytest.mark.parametrize("asked", ["language=xx", "language=ar&key=nothing"])
def test_what_there_is_not_is_not_found(browser, admin, asked):
    browser.sign_in(admin)
    assert browser.get(f"/wording/message?{asked}").status_code == 404


def test_nobody_else_words_anything(browser):
    browser.sign_in(UserFactory(role=Role.MINISTRY_ANALYST))
    assert browser.get("/wording").status_code == 403
    assert browser.post("/wording/message?language=ar", {"text_0": "x"}).status_code == 403
