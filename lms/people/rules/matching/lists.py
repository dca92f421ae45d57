"""What the customs of names have in general: titles, words that are half a name, endings of families.

No names of people stand here but where spelling itself has an exception.
"""

from __future__ import annotations

from lms.people.rules.matching.writing import key


def _words(text: str) -> frozenset[str]:
    return frozenset(key(word) for word in text.split())


TITLES = {
    # Not السيد, which is a given name as often; with a stroke behind it any word is a title.
    "ar": _words(
        "دكتور دكتورة الدكتور الدكتورة مهندس مهندسة المهندس المهندسة استاذ استاذة الاستاذ الاستاذة"
        " المشير الفريق اللواء العميد العقيد المقدم الرايد النقيب الملازم المستشار المستشارة"
        " المحامي المحامية الصيدلي الصيدلانية الشيخ الشيخة الحاج الحاجة معالي سعادة فضيلة"
        " الانسة الطبيب الطبيبة"
    ),
    "fa": _words(
        "دكتر مهندس سيد سيده حاج حاجي حاجيه اقا اقاي خانم بانو استاد شيخ سردار سرتيپ سرهنگ"
        " سرگرد سروان ستوان كربلايي مشهدي جناب سركار"
    ),
    "ka": _words(
        "ბატონი ბატონო ქალბატონი ქალბატონო ბნი ქნი დოქტორი პროფესორი აკადემიკოსი გენერალი"
        " პოლკოვნიკი მაიორი კაპიტანი"
    ),
    "en": _words(
        "mr mrs ms miss mx dr doctor prof professor eng engineer sir dame madam sheikh shaikh"
        " hajj haji general colonel major captain batoni kalbatoni"
    ),
}
LATIN_TITLES = {"fa": _words("seyed seyyed sayyed sayed seyedeh seyyedeh sayyid")}
"""Of a language, when it is written in Latin letters."""
JOINED_TITLE = {"fa": "سيد"}
"""What some write at one with the given name."""

OPENINGS = _words(
    "عبد ابو ابي ابا ام ال امة ذو abd abdel abdal abdul abdol abu abou abo umm oum"
    " al el ul de da di del della van von der mac mc"
)
"""What begins a name of two words, and is no name by itself."""

CLOSINGS = _words(
    "الله الدين الاسلام الهدى الحق الزمان النبي الرسول الملوك الايمان العابدين"
    " allah ullah ollah eddin eldin aldin uddin eddine eldine addin eldeen aldeen eddeen"
)
"""What ends one."""
CLOSINGS_OF = {"fa": CLOSINGS | _words("اله زاده پور نژاد نيا فر فرد سادات")}

BETWEEN = _words("بن ابن بنت ibn bin ben bint")
"""What stands between the parts of a chain, and may be left out."""

CHILD = _words("ძე ასული dze asuli")
"""What follows a father's name in the genitive."""
JOINED_CHILD = ("სძე", "სასული")

FAMILY_ENDINGS = ("ي", "پور", "زاده", "نژاد", "نيا", "فر", "يان", "فرد")
"""Of Persian families; of given names only few end so."""

WITHOUT_ALEF = {
    "اسحق": "اسحاق",
    "ابرهيم": "ابراهيم",
    "اسمعيل": "اسماعيل",
    "هرون": "هارون",
    "سليمن": "سليمان",
    "عثمن": "عثمان",
    "لقمن": "لقمان",
    "رحمن": "رحمان",
    "الرحمن": "الرحمان",
    "عبدالرحمن": "عبدالرحمان",
    "يس": "ياسين",
    "طه": "طاها",
}
"""Words that the classical spelling writes without the alef that is heard."""
