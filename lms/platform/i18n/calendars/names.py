"""Words for months and calendars as people type them, in every language at once."""

from functools import cache

from lms.platform.i18n.folding import fold
from lms.platform.i18n.month_names import MONTH_TABLES, weekday_name
from lms.platform.i18n.preferences import LANGUAGES, Calendar, Preferences, use_preferences

Month = tuple[Calendar, int]

# Spellings beside those that the screens use: other usage, other cases, other romanisations.
_ALSO: dict[Calendar, dict[int, str]] = {
    Calendar.GREGORIAN: {
        1: "كانون ثاني, იანვრის, იანვარს",
        2: "Febr, თებერვლის, თებერვალს",
        3: "მარტის, მარტს",
        4: "ابریل, აპრილის, აპრილს",
        5: "ماه مه, می, მაისის, მაისს",
        6: "ივნისის, ივნისს",
        7: "جولای, ივლისის, ივლისს",
        8: "آگوست, აგვისტოს",
        9: "Sept, سپتامبر, სექტემბრის, სექტემბერს",
        10: "تشرين أول, ოქტომბრის, ოქტომბერს",
        11: "تشرين ثاني, ნოემბრის, ნოემბერს",
        12: "كانون أول, დეკემბრის, დეკემბერს",
    },
    Calendar.HIJRI: {
        1: "محرم الحرام, Moharram",
        2: "صفر الخير",
        3: "Rabi al-Awwal, ربیع الاول, ربيع أول",
        4: "Rabi al-Thani, Rabi al-Akhir, ربيع الثاني, ربيع ثاني",
        5: "Jumada al-Ula, Jumada al-Awwal, جمادى الأول, جماد أول",
        6: "Jumada al-Akhirah, Jumada al-Thani, جمادى الثانية, جمادى الثاني, جماد الثاني",
        8: "Shaaban",
        9: "Ramazan, رمضان المبارك",
        10: "شوال المكرم",
        11: "Dhu al-Qadah, Zul Qadah, ذي القعدة, ذو القعده, ذوالقعده, ذي قعدة",
        12: "Dhu al-Hijja, Zul Hijjah, ذي الحجة, ذو الحجه, ذوالحجه, ذي حجة",
    },
    Calendar.JALALI: {5: "امرداد, Amordad", 10: "دی‌ماه", 12: "اسفندماه"},
}

_ERAS = {
    Calendar.GREGORIAN: ("م", "ميلادي", "میلادی", "AD", "CE"),
    Calendar.HIJRI: ("هـ", "ه", "ق", "هجري", "هـ ق", "ه ق", "قمری", "AH"),
    Calendar.JALALI: ("هـ ش", "ه ش", "ش", "شمسی", "شمسي", "خورشیدی", "SH", "AP"),
}

_IDLE = ("of", "the", "st", "nd", "rd", "th", "წლის", "წ", "ماه", "سال", "سنة", "من", "الموافق")
"""Words that may stand in a date and say nothing about which day it is."""


def key(words: str) -> str:
    """The words as one key, without spaces: كانون الثاني, Dhu al-Hijjah."""
    return fold(words).replace(" ", "")


@cache
def months() -> dict[str, Month]:
    """Every known name of a month, folded and without spaces."""
    found: dict[str, Month] = {}
    for language in LANGUAGES:
        with use_preferences(Preferences(language=language)):
            for calendar, names in MONTH_TABLES:
                for number, name in enumerate(names, start=1):
                    found.setdefault(key(str(name)), (calendar, number))
    for calendar, rows in _ALSO.items():
        for number, row in rows.items():
            for name in row.split(", "):
                found.setdefault(key(name), (calendar, number))
    return found


@cache
def eras() -> dict[str, Calendar]:
    """Letters and words that say which calendar is meant, folded and without spaces."""
    return {key(word): calendar for calendar, words in _ERAS.items() for word in words}


@cache
def idle_words() -> frozenset[str]:
    """Weekdays and other words that a date can do without, folded."""
    found = {fold(word) for word in _IDLE}
    for language in LANGUAGES:
        with use_preferences(Preferences(language=language)):
            for iso_weekday in range(1, 8):
                found.update(fold(weekday_name(iso_weekday)).split())
    return frozenset(found)
