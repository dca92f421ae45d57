"""`lms catalogue`: collecting messages and finding what is wrong with their translations."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from lms.platform.i18n import checking, cli, po_files, updating
from lms.platform.i18n.extraction import Message, extract_slice, slices
from lms.platform.i18n.po_files import Entry


class Project:
    """A small project with two slices, and what its catalogues say."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.translations = root / "lms" / "translations"
        for name in ("platform", "people", "figures"):
            self.write(f"lms/{name}/__init__.py", "")
        self.write("docs/glossary.csv", "key,en,ar,fa,ka,note\nsave,Save,حفظ,ذخیره,შენახვა,\n")
        (root / "templates").mkdir()

    def write(self, path, text):
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def update(self, name="people"):
        return updating.update(name, self.root, self.translations)

    def translate(self, language, words, name="people"):
        po = po_files.read(language, name, self.translations)
        for message, entry in po.entries.items():
            if message.id in words:
                said = words[message.id]
                texts = (said,) if isinstance(said, str) else tuple(said)
                po.entries[message] = Entry(message, texts, entry.fuzzy, entry.places)
        po_files.write(po, self.translations)

    def text_of(self, language="ar", name="people"):
        return po_files.path_of(language, name, self.translations).read_text(encoding="utf-8")

    def problems(self, only="people"):
        return list(checking.problems(only, self.root, self.translations))


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


SAVE = {"ar": "حفظ", "fa": "ذخیره", "ka": "შენახვა"}


def ready(project, source, **said):
    """A project whose people slice says one thing, translated as given or as 'Save'."""
    project.write("lms/people/views.py", source)
    project.update()
    for language, word in SAVE.items():
        po = po_files.read(language, "people", project.translations)
        texts = said.get(language, word)
        project.translate(language, {message.id: texts for message in po.entries})
    return project.problems()


# Collecting


def test_finds_every_kind_of_call_in_code(project):
    project.write(
        "lms/people/views.py",
        '_("One")\n_l("Two")\n_n("%(count)s row", "%(count)s rows", n)\n'
        '_p("month", "May")\n_lp("month", "June")\n_("Joined "\n  "words")\n_(variable)\n',
    )
    assert set(extract_slice("people", project.root).messages) == {
        Message("One"),
        Message("Two"),
        Message("%(count)s row", "%(count)s rows"),
        Message("May", context="month"),
        Message("June", context="month"),
        Message("Joined words"),
    }


def test_finds_every_kind_of_call_in_templates(project):
    project.write(
        "templates/people/list.html",
        "{{ _('One') }} {{ _n('%(count)s row', '%(count)s rows', n) }} {{ _p('month', 'May') }}"
        "{% trans name=x %}\n  Dear\n  {{ name }}, 100%{% endtrans %}"
        "{% trans count=n %}{{ count }} day{% pluralize %}{{ count }} days{% endtrans %}",
    )
    assert set(extract_slice("people", project.root).messages) == {
        Message("One"),
        Message("%(count)s row", "%(count)s rows"),
        Message("May", context="month"),
        Message("Dear %(name)s, 100%%"),
        Message("%(count)s day", "%(count)s days"),
    }


def test_gives_each_file_to_its_slice(project):
    project.write("lms/app.py", '_("app")')
    project.write("lms/platform/forms/dates.py", '_("forms")')
    project.write("lms/people/views.py", '_("code")')
    project.write("templates/people/a.html", "{{ _('page') }}")
    project.write("templates/_macros/a.html", "{{ _('macro') }}")
    project.write("templates/errors/404.html", "{{ _('error') }}")
    said = {
        name: {message.id for message in extract_slice(name, project.root).messages}
        for name in slices(project.root)
    }
    assert said == {
        "platform": {"app", "forms"},
        "people": {"code", "page"},
        "figures": set(),
        "screens": {"macro", "error"},
    }


def test_keeps_what_is_translated_and_drops_what_is_unused(project):
    project.write("lms/people/views.py", '_("Save")\n_("Old")')
    project.update()
    project.translate("ar", {"Save": "حفظ", "Old": "قديم"})
    project.write("lms/people/views.py", '_("Save")\n_("New")')

    updated = project.update()

    entries = po_files.read("ar", "people", project.translations).entries
    assert {message.id: entry.texts for message, entry in entries.items()} == {
        "Save": ("حفظ",),
        "New": ("",),
    }
    assert (updated.messages, updated.missing) == (2, {"ar": 1, "fa": 2, "ka": 2})


def test_takes_over_what_another_slice_translates(project):
    project.write("lms/figures/views.py", '_("Save")')
    project.update("figures")
    project.translate("ar", {"Save": "حفظ"}, "figures")
    project.write("lms/people/views.py", '_("Save")')

    assert project.update().missing == {"ar": 0, "fa": 1, "ka": 1}


def test_writes_the_same_file_whatever_the_order_of_the_code(project):
    project.write("lms/people/views.py", '_("B")\n_("A")\n_n("a row", "rows", n)')
    project.update()
    before = project.text_of()
    project.write("lms/people/views.py", '# moved\n\n_n("a row", "rows", n)\n_("A")\n_("B")')
    project.update()
    assert project.text_of() == before
    assert "POT-Creation-Date" not in before
    assert "#: lms/people/views.py\n" in before
    assert before.index('"A"') < before.index('"B"')


def test_writes_back_exactly_what_it_reads(project):
    project.write("lms/people/views.py", '_("A \\"quoted\\" line\\nand more")\n_p("x", "B")')
    project.update()
    project.translate("ar", {'A "quoted" line\nand more': 'سطر "أول"\nوثان\\'})
    before = project.text_of()
    po_files.write(po_files.read("ar", "people", project.translations), project.translations)
    assert project.text_of() == before


def test_a_slice_without_messages_has_no_file(project):
    project.write("lms/people/views.py", '_("Save")')
    project.update()
    project.write("lms/people/views.py", "")
    project.update()
    assert not po_files.path_of("ar", "people", project.translations).exists()


def test_leaves_catalogues_alone_while_a_file_cannot_be_read(project):
    project.write("lms/people/views.py", '_("Save")')
    project.update()
    before = project.text_of()
    project.write("lms/people/views.py", "")
    project.write("templates/people/broken.html", "{% if %}")

    assert "templates/people/broken.html" in project.update().broken[0]
    assert project.text_of() == before


def test_removes_catalogues_of_slices_that_are_no_more(project):
    project.write("lms/translations/ar/gone.po", "")
    dropped = updating.drop_strays(project.root, project.translations)
    assert dropped == ["ar/gone.po"]
    assert not (project.translations / "ar" / "gone.po").exists()


# Checking


def test_is_content_with_a_whole_catalogue(project):
    assert ready(project, '_("Save")') == []


def test_misses_messages_that_are_not_translated(project):
    problems = ready(project, '_("Save")', ar="")
    assert problems == ["ar/people.po: “Save”: not translated"]


def test_sees_catalogues_that_are_behind_the_code(project):
    ready(project, '_("Save")')
    project.write("lms/people/views.py", '_p("verb", "Open")')
    problems = "\n".join(project.problems())
    assert "ar/people.po: “Open” (verb) is not in it: run lms catalogue update people" in problems
    assert "“Save” is no longer used" in problems


def test_sees_fuzzy_translations(project):
    ready(project, '_("Save")')
    path = po_files.path_of("ka", "people", project.translations)
    path.write_text(path.read_text().replace('msgid "Save', '#, fuzzy\nmsgid "Save'))
    assert project.problems() == ["ka/people.po: “Save”: marked fuzzy"]


@pytest.mark.parametrize(
    ("arabic", "problem"),
    [
        ("حفظ", "lacks %(name)s"),
        ("حفظ %(nam)s %(name)s", "unknown placeholders %(nam)s"),
        ("حفظ %(name)s 5%", "a stray percent sign"),
        ("حفظ %(name)d %(name)s", "a stray percent sign"),
    ],
)
def test_sees_broken_placeholders(project, arabic, problem):
    problems = ready(
        project,
        '_("Save %(name)s")',
        ar=arabic,
        fa="ذخیره %(name)s",
        ka="შენახვა %(name)s",
    )
    assert len(problems) == 1
    assert problem in problems[0]


def test_wants_percent_signs_doubled_beside_placeholders(project):
    problems = ready(
        project,
        '_("Save %(name)s 5%")',
        **{language: f"{word} %(name)s" for language, word in SAVE.items()},
    )
    assert problems == [
        "people: “Save %(name)s 5%”: write %% for a percent sign beside placeholders"
    ]


PLURAL = '_n("%(count)s day", "%(count)s days", n)'
GOOD = {
    "ar": ["لا أيام", "يوم واحد", "يومان", "%(count)s أيام", "%(count)s يومًا", "%(count)s يوم"],
    "fa": ["%(count)s روز"] * 2,
    "ka": ["ერთი დღე", "%(count)s დღე"],
}


def test_words_may_stand_for_the_count_where_a_form_means_one_number(project):
    assert ready(project, PLURAL, **GOOD) == []


@pytest.mark.parametrize(
    ("language", "forms", "problem"),
    [
        ("fa", ["یک روز", "%(count)s روز"], "lacks %(count)s in “یک روز”"),  # also said of 0
        ("ar", [*GOOD["ar"][:3], "أيام", *GOOD["ar"][4:]], "lacks %(count)s in “أيام”"),
        ("ka", ["ერთი დღე", ""], "not translated"),
        ("ka", ["ერთი დღე", "%(count)s დღე %(more)s"], "unknown placeholders %(more)s"),
        ("ka", ["%(count)s დღე", "%(count)s დღეები"], "the noun stays as it is"),
        ("ar", [*GOOD["ar"][:2], "%(count)s يوم", *GOOD["ar"][3:]], "one and two are said by"),
        ("ar", [*GOOD["ar"][:3], *["%(count)s يومًا"] * 2, GOOD["ar"][5]], "count differently"),
    ],
)
def test_sees_broken_plurals(project, language, forms, problem):
    problems = ready(project, PLURAL, **{**GOOD, language: forms})
    assert problems == [f"{language}/people.po: “%(count)s day”: {problem}"] or (
        len(problems) == 1 and problem in problems[0]
    )


def test_sees_headers_with_the_wrong_number_of_plurals(project):
    ready(project, PLURAL, **GOOD)
    path = po_files.path_of("fa", "people", project.translations)
    text = path.read_text().replace("nplurals=2; plural=(n > 1)", "nplurals=1; plural=0")
    path.write_text(text.replace('msgstr[1] "%(count)s روز"\n', ""))
    problems = project.problems()
    assert "fa/people.po: the header must say nplurals=2" in problems
    assert "fa/people.po: “%(count)s day”: has 1 plural forms, needs 2" in problems


@pytest.mark.parametrize(
    ("language", "text", "letter"),
    [
        ("fa", "ذخيره", "ي (U+064A)"),
        ("fa", "كار", "ك (U+0643)"),
        ("ar", "حفظ ی", "ی (U+06CC)"),
        ("ar", "کتاب", "ک (U+06A9)"),
        ("ka", "ᲨᲔᲜᲐᲮᲕᲐ შ", "U+1CA8"),
        ("ka", "შენახვა حفظ", "U+062D"),
    ],
)
def test_sees_letters_of_the_wrong_language(project, language, text, letter):
    problems = ready(project, '_("Save")', **{language: text})
    assert len(problems) == 1
    assert letter in problems[0]


def test_sees_english_left_in_place(project):
    assert ready(project, '_("Save")', ka="Save") == [
        "ka/people.po: “Save”: “Save” is not in the language's own script"
    ]


def test_abbreviations_may_stay_as_they_are(project):
    assert ready(project, '_("PDF")', ar="PDF", fa="PDF", ka="PDF") == []


def test_sees_one_message_said_in_two_ways(project):
    ready(project, '_("Save")')
    project.write("lms/figures/views.py", '_("Save")')
    project.update("figures")
    project.translate("ar", {"Save": "خزن"}, "figures")
    assert project.problems() == [
        "ar: “Save” is translated in two ways: “خزن” in figures; “حفظ” in people"
    ]


def test_sees_a_message_with_and_without_a_plural(project):
    project.write("lms/people/views.py", '_("a row")\n_n("a row", "rows", n)')
    assert any("with and without a plural" in problem for problem in project.problems())


def test_sees_files_that_cannot_be_read(project):
    project.write("templates/people/broken.html", "{% if %}")
    assert any("broken.html" in problem for problem in project.problems())


def test_doubts_what_differs_from_the_glossary(project):
    ready(project, '_("Save")', ar="خزن")
    doubts = list(checking.glossary_doubts("people", project.root, project.translations))
    assert doubts == ["ar/people.po: “Save” is “خزن”, in the glossary “حفظ”"]


# The commands


def run(*arguments):
    return CliRunner().invoke(cli.cli, arguments)


def test_refuses_a_slice_that_does_not_exist():
    result = run("check", "nowhere")
    assert result.exit_code == 2
    assert "There is no slice 'nowhere'" in result.output


def test_check_fails_with_the_number_of_problems(monkeypatch):
    monkeypatch.setattr(checking, "glossary_doubts", lambda only: ["a doubt"])
    monkeypatch.setattr(checking, "problems", lambda only: ["one", "two"])
    result = run("check")
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "warning: a doubt",
        "one",
        "two",
        "Error: 2 problems in the catalogues.",
    ]


def test_check_passes_when_there_is_nothing(monkeypatch):
    monkeypatch.setattr(checking, "glossary_doubts", lambda only: [])
    monkeypatch.setattr(checking, "problems", lambda only: [])
    assert (run("check").exit_code, run("check").output) == (
        0,
        "The catalogues are complete.\n",
    )


def test_update_says_what_is_left_to_translate(monkeypatch):
    updated = updating.Updated("people", 7, {"ar": 2, "fa": 0, "ka": 0}, ["a.html: line 1"])
    monkeypatch.setattr(updating, "update", lambda name: updated)
    monkeypatch.setattr(updating, "drop_strays", lambda: ["ar/gone.po"])
    output = run("update").output
    assert "people: 7 messages, to translate: ar 2." in output
    assert "left as it was, cannot be read: a.html: line 1" in output
    assert "Removed ar/gone.po: there is no such slice." in output
