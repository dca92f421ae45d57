"""The merged catalogues in memory, and that those of the product are whole."""

import threading

from lms.platform.i18n import catalogues, checking
from lms.platform.i18n.catalogues import Catalogue


def test_the_catalogues_are_whole():
    assert list(checking.problems()) == []


def test_is_read_once_however_many_ask(monkeypatch):
    read = []

    def slow_read(language):
        read.append(language)
        return Catalogue(int)

    monkeypatch.setattr(catalogues, "_loaded", {})
    monkeypatch.setattr(catalogues, "_shown", {})
    monkeypatch.setattr(catalogues, "_read", slow_read)
    threads = [threading.Thread(target=catalogues.catalogue, args=("ar",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert read == ["ar"]


def test_leaves_out_what_is_fuzzy_or_not_translated(tmp_path, monkeypatch):
    folder = tmp_path / "ka"
    folder.mkdir()
    header = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    (folder / "a.po").write_text(
        header
        + 'msgid "Save"\nmsgstr "შენახვა"\n\n#, fuzzy\nmsgid "Open"\nmsgstr "ღია"\n\n'
        + 'msgid "Next"\nmsgstr ""\n\nmsgctxt "verb"\nmsgid "Save"\nmsgstr "შეინახე"\n\n'
        + 'msgid "a row"\nmsgid_plural "rows"\nmsgstr[0] "სტრიქონი"\nmsgstr[1] ""\n',
        encoding="utf-8",
    )
    (folder / "b.po").write_text(header + 'msgid "Back"\nmsgstr "უკან"\n', encoding="utf-8")
    monkeypatch.setattr(catalogues, "_loaded", {})
    monkeypatch.setattr(catalogues, "_shown", {})
    monkeypatch.setattr(catalogues, "TRANSLATIONS", tmp_path)
    found = catalogues.catalogue("ka")
    assert found.singular == {"Save": "შენახვა", ("verb", "Save"): "შეინახე", "Back": "უკან"}
    assert found.plural == {}
