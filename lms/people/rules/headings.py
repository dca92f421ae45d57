"""What officials call the columns of their staff lists, in four languages."""

from __future__ import annotations

from functools import lru_cache

from lms.platform.i18n import _l
from lms.platform.text import fold

LABELS = {
    "full_name": _l("Full name"),
    "given_name": _l("Given name"),
    "filiation": _l("Son or daughter"),
    "father_name": _l("Father’s name"),
    "grandfather_name": _l("Grandfather’s name"),
    "family_name": _l("Family name"),
    "second_name": _l("Name in a second script"),
    "national_id": _l("National ID number"),
    "sex": _l("Sex"),
    "birth_date": _l("Date of birth"),
    "birth_year": _l("Year of birth"),
    "phone": _l("Mobile phone"),
    "email": _l("Email"),
    "unit": _l("Place of work"),
    "job_title": _l("Job title"),
    "starts_on": _l("First day there"),
}
"""What a column can hold."""

_SPELLED = {
    "full_name": """
        full name|name|names|employee name|staff name|trainee name|participant name|participant|name surname
        الاسم|الاسم رباعي|الاسم الرباعي|الاسم الكامل|الاسم بالكامل|الاسم ثلاثي
        اسم الموظف|اسم المتدرب|اسم المرشح|اسم العامل
        نام و نام خانوادگی|نام کامل|نام ونام خانوادگی|نام کارمند|اسامی
        სახელი და გვარი|სახელი, გვარი|სახელი გვარი|გვარი და სახელი|სრული სახელი|თანამშრომელი|მსმენელი
    """,
    "given_name": """
        given name|first name|forename|الاسم الأول|اسم الشخص|نام|نام کوچک|სახელი
    """,
    "filiation": """
        son or daughter|son daughter|bin bint|bin or bint|بن|بن بنت|بن أو بنت|ابن ابنة|ძე|ასული|ძე ასული|ძე ან ასული
    """,
    "father_name": """
        father's name|father name|fathers name|اسم الأب|اسم الوالد|نام پدر|მამის სახელი
    """,
    "grandfather_name": """
        grandfather's name|grandfather name|اسم الجد|نام پدربزرگ|نام جد|პაპის სახელი|ბაბუის სახელი
    """,
    "family_name": """
        family name|last name|surname|اسم العائلة|العائلة|اللقب|نام خانوادگی|გვარი
    """,
    "second_name": """
        name in english|english name|latin name|name in latin|name in arabic|name in second script
        الاسم بالإنجليزية|الاسم باللغة الإنجليزية|الاسم بالانجليزي|الاسم بحروف أخرى|الاسم اللاتيني
        نام به انگلیسی|نام لاتین|نام انگلیسی|نام به خطی دیگر|სახელი ლათინურად|სახელი ინგლისურად|სახელი სხვა დამწერლობით
    """,
    "national_id": """
        national id|national id number|id|id number|identity number|id no|personal number|national number|nid
        الرقم القومي|رقم قومي|رقم الهوية|رقم الهوية الوطنية|رقم البطاقة|الهوية|السجل المدني
        کد ملی|کدملی|شماره ملی|شماره شناسایی|شماره شناسنامه
        პირადი ნომერი|პირადი №|პ/ნ|პირადი|საიდენტიფიკაციო ნომერი
    """,
    "sex": """
        sex|gender|m f|النوع|الجنس|ذكر أنثى|جنسیت|جنس|სქესი
    """,
    "birth_date": """
        date of birth|birth date|birthdate|dob|born|birthday|تاريخ الميلاد|الميلاد|تاریخ تولد|დაბადების თარიღი
    """,
    "birth_year": """
        year of birth|birth year|سنة الميلاد|عام الميلاد|سال تولد|დაბადების წელი
    """,
    "phone": """
        phone|mobile|mobile phone|telephone|tel|phone number|mobile number|cell
        رقم المحمول|المحمول|الهاتف|رقم الهاتف|الموبايل|رقم الموبايل|الجوال|رقم الجوال|التليفون|رقم التليفون
        تلفن همراه|تلفن|موبایل|شماره موبایل|شماره تماس|شماره تلفن|همراه
        მობილური|ტელეფონი|ტელ|ტელეფონის ნომერი|მობილურის ნომერი
    """,
    "email": """
        email|e-mail|mail|email address|e-mail address|البريد الإلكتروني|البريد|الايميل|بريد إلكتروني
        ایمیل|رایانامه|پست الکترونیک|رایانامه (ایمیل)|ელფოსტა|ელ-ფოსტა|ელ ფოსტა|მეილი
    """,
    "unit": """
        unit|place|place of work|workplace|centre|center|technology centre|training centre|department|municipality
        office|organisation|organization|work unit|directorate
        الجهة|جهة العمل|المركز|المركز التكنولوجي|الإدارة|البلدية|مكان العمل|مقر العمل|الوحدة|القسم|الديوان
        محل کار|محل خدمت|واحد|واحد سازمانی|اداره|شهرداری|مرکز|دستگاه اجرایی
        სამუშაო ადგილი|ადგილი|ორგანიზაცია|სამსახური|მუნიციპალიტეტი|ცენტრი|უწყება
    """,
    "job_title": """
        job|job title|title|position|post|role|occupation|الوظيفة|المسمى الوظيفي|المسمى|المنصب|الوظيفه الحالية
        سمت|عنوان شغلی|شغل|پست سازمانی|عنوان پست|თანამდებობა|პოზიცია
    """,
    "starts_on": """
        start date|first day|first day there|since|hired on|hire date|appointment date|working since
        تاريخ التعيين|تاريخ البدء|تاريخ الالتحاق|تاريخ استلام العمل|أول يوم|تاریخ شروع|تاریخ استخدام|تاریخ شروع به کار
        დაწყების თარიღი|დანიშვნის თარიღი|მუშაობის დაწყება
    """,
}


def _known() -> dict[tuple[str, ...], str]:
    """The words of each heading, as `fold` leaves them."""
    known = {}
    for name, spelled in _SPELLED.items():
        for line in spelled.strip().splitlines():
            for heading in line.split("|"):
                known[tuple(fold(heading).split())] = name
    return {words: name for words, name in known.items() if words}


_KNOWN = _known()
_LONGEST = max(map(len, _KNOWN))


@lru_cache(maxsize=512)
def field_of_heading(heading: str) -> tuple[str, int] | None:
    """What a heading says, and how many of its words say something else; none where it says nothing."""
    words = tuple(fold(heading).split())
    if not words or len(words) > 8:
        return None  # a sentence is no heading
    for size in range(min(len(words), _LONGEST), 0, -1):
        for start in range(len(words) - size + 1):
            name = _KNOWN.get(words[start : start + size])
            if name is not None and _stands_for_all(words, size):
                return name, len(words) - size
    return None


def _stands_for_all(words: tuple[str, ...], size: int) -> bool:
    """One known word among many is no sign: الاسم in اسم المركز is not a person's name."""
    return size == len(words) or size >= 2 or len(words) <= 2
