"""The sentences of a certificate, in each language and for each holder."""

from __future__ import annotations

import pytest

from lms.certificates.payload import Score
from lms.certificates.wording import column, proof
from tests.support.paper import certificate


@pytest.mark.parametrize(
    ("design", "language", "held"),
    [
        ("ar-en", "en", "held from 15 to 19 November 2026"),
        (
            "ar-en",
            "ar",
            "المنعقد من ١٥ إلى ١٩ نوفمبر ٢٠٢٦ م (الموافق من ٥ إلى ٩ جمادى الآخرة ١٤٤٨ هـ)",
        ),
        (
            "fa",
            "fa",
            "را از ۲۴ تا ۲۸ آبان ۱۴۰۵ ه‍.ش (از ۱۵ تا ۱۹ نوامبر ۲۰۲۶ م) با موفقیت به پایان رسانده است.",
        ),
        ("ka-en", "ka", "ჩატარების დრო: 2026 წლის 2–13 ნოემბერი"),
    ],
)
def test_the_days_are_said_in_the_body_s_calendars(design, language, held):
    assert column(certificate(design), language).held == held


@pytest.mark.parametrize(
    ("changes", "held"),
    [
        ({"starts_on": "2026-11-19"}, "المنعقد في ١٩ نوفمبر ٢٠٢٦"),
        ({"starts_on": "2026-10-29"}, "المنعقد من ٢٩ أكتوبر ٢٠٢٦ إلى ١٩ نوفمبر ٢٠٢٦"),
        ({"country": "PS"}, "المنعقد من ١٥ إلى ١٩ تشرين الثاني ٢٠٢٦"),
        ({"calendar": "hijri"}, "المنعقد من ٥ إلى ٩ جمادى الآخرة ١٤٤٨"),
    ],
)
def test_one_calendar_needs_no_letters(changes, held):
    assert column(certificate(second_calendar=None, **changes), "ar").held == held


def test_the_hijri_date_leads_where_the_body_counts_so():
    payload = certificate(calendar="hijri", second_calendar="gregorian", valid_until=None)

    assert proof(payload).issued == ("صدرت في ١٢ جمادى الآخرة ١٤٤٨ هـ", "٢٢ نوفمبر ٢٠٢٦ م")


@pytest.mark.parametrize(
    ("sex", "lead", "deed"),
    [
        ("female", "نشهد بأن السيدة", "قد أتمّت بنجاح البرنامج التدريبي"),
        ("male", "نشهد بأن السيد", "قد أتمّ بنجاح البرنامج التدريبي"),
        ("unknown", "تُمنح هذه الشهادة إلى", "لإتمام البرنامج التدريبي بنجاح"),
    ],
)
def test_arabic_addresses_women_and_men_and_neither(sex, lead, deed):
    words = column(certificate(sex=sex), "ar")

    assert (words.lead, words.deed) == (lead, deed)


@pytest.mark.parametrize(
    ("kind", "score", "title"),
    [
        ("completion", None, "شهادة إتمام برنامج تدريبي"),
        ("completion", Score("88", "100"), "شهادة اجتياز برنامج تدريبي"),
        ("attendance", None, "شهادة حضور برنامج تدريبي"),
        ("participation", None, "شهادة مشاركة في برنامج تدريبي"),
    ],
)
def test_the_title_says_what_was_done(kind, score, title):
    assert column(certificate(kind=kind, score=score), "ar").title == title


@pytest.mark.parametrize(
    ("minutes", "language", "text"),
    [
        (60, "ar", "ساعة تدريبية واحدة"),
        (120, "ar", "ساعتان تدريبيتان اثنتان"),
        (300, "ar", "٥ (خمس) ساعات تدريبية"),
        (1500, "ar", "٢٥ (خمس وعشرون) ساعة تدريبية"),
        (1500, "en", "25 (twenty-five) training hours"),
        (1530, "en", "25 h 30 min of training"),
    ],
)
def test_training_time_is_counted_in_hours(minutes, language, text):
    assert column(certificate(hours_minutes=minutes), language).facts[0] == text


def test_the_name_is_never_bent_by_the_sentence():
    assert column(certificate("ka-en"), "ka").name == "ნინო ბერიძე გიორგის ასული"
    assert column(certificate("ka-en"), "en").name == "Nino Beridze"


def test_the_score_is_said_in_words_and_local_digits():
    payload = certificate(score=Score("91.5", "100"), place={})

    assert column(payload, "ar").facts[1:] == ("الدرجة: ٩١٫٥ من ١٠٠",)
    assert column(payload, "en").facts[1:] == ("score 91.5 of 100",)
