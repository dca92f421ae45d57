"""Looking at PDFs as readers and phones do, and certificates to look at."""

from __future__ import annotations

from io import BytesIO

import pypdf
import pypdfium2
import zxingcpp
from PIL import Image

from lms.certificates.payload import CertificatePayload, Score, Signatory

CODE = "7KQ3-ABCD-9XYZ-4TRM-0QWE-5VHN-2JPK"
URL = "https://training.example/v/" + CODE.replace("-", "")
MM_PER_POINT = 25.4 / 72

_ARABIC = {
    "design": "ar-en",
    "kind": "completion",
    "issuing_body": {"ar": "مركز سقارة للتدريب", "en": "Saqqara Training Centre"},
    "parent_body": {"ar": "وزارة التنمية المحلية", "en": "Ministry of Local Development"},
    "name": "منى عبد الحميد سالم",
    "name_second": "Mona Abdel Hamid Salem",
    "sex": "female",
    "position": {
        "ar": "مسؤول المكتب الأمامي بالمركز التكنولوجي بالبدرشين، محافظة الجيزة",
        "en": "Front-office Officer, Badrashin Technology Centre, Giza",
    },
    "course": {
        "ar": "مؤشرات قياس أداء المراكز التكنولوجية",
        "en": "Performance Indicators of Technology Centres",
    },
    "hours_minutes": 1500,
    "starts_on": "2026-11-15",
    "ends_on": "2026-11-19",
    "place": {"ar": "مركز سقارة للتدريب", "en": "Saqqara Training Centre"},
    "serial": "SAQ-2026-000431",
    "code": CODE,
    "verify_url": URL,
    "issued_on": "2026-11-22",
    "valid_until": "2028-11-22",
    "second_calendar": "hijri",
    "country": "EG",
    "signatories": (
        Signatory("د. نادية الشربيني", {"ar": "مدير البرنامج التدريبي", "en": "Course Director"}),
        Signatory(
            "أ. محمود العطار",
            {"ar": "مدير مركز سقارة للتدريب", "en": "Director, Saqqara Training Centre"},
        ),
    ),
}
_PERSIAN = {
    "design": "fa",
    "kind": "completion",
    "issuing_body": {"fa": "مرکز آموزش خرم‌آباد"},
    "parent_body": {"fa": "ادارهٔ کل آموزش و پرورش لرستان"},
    "name": "مهناز کریم‌پور رضایی",
    "sex": "female",
    "position": {"fa": "کارشناس خدمات الکترونیک، خرم‌آباد"},
    "course": {"fa": "شاخص‌های عمومی و اختصاصی و توسعهٔ خدمات الکترونیک"},
    "hours_minutes": 1200,
    "starts_on": "2026-11-15",
    "ends_on": "2026-11-19",
    "score": Score("88", "100"),
    "serial": "KHR-1405-000128",
    "code": CODE,
    "verify_url": URL,
    "issued_on": "2026-11-22",
    "calendar": "jalali",
    "second_calendar": "gregorian",
    "country": "IR",
    "signatories": (
        Signatory("پریسا کریمی", {"fa": "مسئول آموزش کارکنان"}),
        Signatory("رضا احمدی", {"fa": "معاون توسعهٔ مدیریت و پشتیبانی"}),
    ),
}
_GEORGIAN = {
    "design": "ka-en",
    "kind": "completion",
    "issuing_body": {"ka": "იუსტიციის სასწავლო ცენტრი", "en": "Training Centre of Justice"},
    "parent_body": {
        "ka": "სახელმწიფო სერვისების განვითარების სააგენტო",
        "en": "Public Service Development Agency",
    },
    "name": "ნინო ბერიძე გიორგის ასული",
    "name_second": "Nino Beridze",
    "sex": "female",
    "position": {"ka": "ხობის მუნიციპალიტეტი", "en": "Khobi Municipality"},
    "course": {
        "ka": "მუნიციპალიტეტების მართვის სისტემა (მმს)",
        "en": "Municipal Management System (MMS)",
    },
    "hours_minutes": 3600,
    "starts_on": "2026-11-02",
    "ends_on": "2026-11-13",
    "serial": "MMS-2026-000030",
    "code": CODE,
    "verify_url": URL,
    "issued_on": "2026-11-16",
    "country": "GE",
    "signatories": (
        Signatory("გიორგი მელაძე", {"ka": "ტრენერი", "en": "Trainer"}),
        Signatory("ეკა ლომიძე", {"ka": "სასწავლო ცენტრის დირექტორი", "en": "Director"}),
    ),
}
_DESIGNS = {"ar-en": _ARABIC, "fa": _PERSIAN, "ka-en": _GEORGIAN}


def certificate(design: str = "ar-en", **changes: object) -> CertificatePayload:
    """A certificate in this design with every part that the design has."""
    return CertificatePayload(**(_DESIGNS[design] | changes))


def images_of(pdf: bytes, dpi: int = 150) -> list[Image.Image]:
    """Each page as it looks."""
    pages = pypdfium2.PdfDocument(pdf)
    return [page.render(scale=dpi / 72).to_pil().convert("RGB") for page in pages]


def texts_of(pdf: bytes) -> list[str]:
    """The text that a reader would copy out of each page, or search in it, on one line."""
    pages = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    return [" ".join(text.split()) for text in pages]


def text_of(pdf: bytes) -> str:
    """The text of all pages."""
    return " ".join(texts_of(pdf))


def letter_boxes(pdf: bytes, page: int = 0) -> list[tuple[str, float, float, float, float]]:
    """Each letter with its left, bottom, right and top in millimetres from the lower left corner."""
    text = pypdfium2.PdfDocument(pdf)[page].get_textpage()
    return [
        (text.get_text_range(index, 1), *(edge * MM_PER_POINT for edge in text.get_charbox(index)))
        for index in range(text.count_chars())
    ]


def codes_in(image: Image.Image) -> list[zxingcpp.Barcode]:
    """The QR codes that a phone would find."""
    return zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)


def fonts_of(pdf: bytes) -> dict[str, bool]:
    """Each font of the file, and whether the file carries its shapes."""
    found = {}
    for page in pypdf.PdfReader(BytesIO(pdf)).pages:
        for reference in page["/Resources"]["/Font"].values():
            font = reference.get_object()["/DescendantFonts"][0].get_object()
            found[font["/BaseFont"]] = bool(
                {"/FontFile2", "/FontFile3"} & font["/FontDescriptor"].keys()
            )
    return found
