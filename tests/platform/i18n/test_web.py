"""Filters and gettext in templates."""

from datetime import UTC, date, datetime, time
from fractions import Fraction

import pytest
from flask import Flask

from lms.platform.i18n import Preferences, _l, use_preferences
from lms.platform.i18n.web import init_app


@pytest.fixture(scope="module")
def render():
    app = Flask(__name__)
    init_app(app)

    def render(source, language="en", **values):
        with use_preferences(Preferences(language=language, second_calendar="hijri")):
            return app.jinja_env.from_string(source).render(**values)

    return render


class Place:
    def name_in(self, language):
        return f"<{language}>"


DAY = date(2026, 11, 17)


@pytest.mark.parametrize(
    ("source", "en", "ar"),
    [
        ("{{ 1234 | number }}", "1,234", "١٬٢٣٤"),
        ("{{ share | percent }}", "66.6%", "٦٦٫٦٪\u061c"),
        ("{{ share | decimal(2) }}", "0.66", "٠٫٦٦"),
        ("{{ day | date }}", "17 November 2026", "١٧ نوفمبر ٢٠٢٦"),
        ("{{ day | date('short') }}", "17/11/2026", "١٧\u200f/١١\u200f/٢٠٢٦"),
        ("{{ day | date2 }}", "7 Jumada II 1448", "٧ جمادى الآخرة ١٤٤٨ هـ"),
        ("{{ day | daterange(day) }}", "17 November 2026", "١٧ نوفمبر ٢٠٢٦"),
        ("{{ at | time }}", "09:05", "٠٩:٠٥"),
        ("{{ at | timerange(at) }}", "09:05–09:05", "٠٩:٠٥–٠٩:٠٥"),
        ("{{ moment | datetime('UTC') }}", "17 November 2026, 09:05", "١٧ نوفمبر ٢٠٢٦، ٠٩:٠٥"),
        ("{{ 90 | duration }}", "1 h 30 min", "ساعة واحدة و٣٠ دقيقة"),
        ("{{ 'A7' | digits }}", "A7", "A٧"),
        ("{{ 2 | weekday }}", "Tuesday", "الثلاثاء"),
        ("{{ place | shown }}", "&lt;en&gt;", "&lt;ar&gt;"),
        ("{{ direction() }}", "ltr", "rtl"),
        ("{{ language() }}", "en", "ar"),
        ("{{ preferences().digits }}", "latn", "arab"),
    ],
)
def test_shows_values_to_each_reader(render, source, en, ar):
    values = {
        "share": Fraction(2, 3),
        "day": DAY,
        "at": time(9, 5),
        "moment": datetime(2026, 11, 17, 9, 5, tzinfo=UTC),
        "place": Place(),
    }
    assert (render(source, **values), render(source, "ar", **values)) == (en, ar)


def test_one_compiled_template_serves_every_reader():
    app = Flask(__name__)
    init_app(app)
    template = app.jinja_env.from_string("{{ 5 | number }} {{ _('Next page') }}")
    with use_preferences(Preferences(language="en")):
        assert template.render() == "5 Next page"
    with use_preferences(Preferences(language="fa")):
        assert template.render() == "۵ صفحهٔ بعد"


def test_escapes_values_but_not_messages(render):
    assert render("{{ _('Hi & %(who)s', who='<b>') }}") == "Hi & &lt;b&gt;"
    assert render("{% trans who='<b>' %}Hi & {{ who }}{% endtrans %}") == "Hi & &lt;b&gt;"


def test_escapes_lazy_text_with_values(render):
    assert render("{{ lazy }}", lazy=_l("Hi %(who)s", who="<b>")) == "Hi &lt;b&gt;"


def test_plain_text_templates_are_not_escaped():
    app = Flask(__name__)
    init_app(app)
    text = app.jinja_env.overlay(autoescape=False).from_string("{{ _('%(who)s', who='<b>') }}")
    assert text.render() == "<b>"


def test_plurals_bring_their_count(render):
    source = "{{ _n('%(count)s row', '%(count)s rows', n) }}"
    assert [render(source, "ar", n=n) for n in (1, 3)] == ["صف واحد", "٣ صفوف"]


def test_blocks_know_plurals_percent_signs_and_contexts(render):
    source = (
        "{% trans count=n %}{{ count }} is 100%{% pluralize %}{{ count }} are 100%{% endtrans %}"
    )
    assert (render(source, n=1), render(source, n=2)) == ("1 is 100%", "2 are 100%")
    assert render("{{ _p('month', 'May') }}", "ar") == "مايو"
    assert render("{% trans 'month' %}May{% endtrans %}", "ar") == "مايو"


def test_blocks_are_trimmed(render):
    assert render("{% trans %}\n  Next\n  page\n{% endtrans %}", "ka") == "შემდეგი გვერდი"


def test_a_percent_sign_needs_no_care_without_values(render):
    assert render("{{ _('80% done') }}") == "80% done"
