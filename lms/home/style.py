"""Sample data for the page that shows every part of the screens, in Arabic and in English."""

from __future__ import annotations

from dataclasses import dataclass

from lms.home.style_parts import SampleList, sample_forms, sample_lists, sample_steps
from lms.home.style_parts import text as _text
from lms.platform.charts import LineChart, Region, RegionMap, Series, line_chart, region_map
from lms.platform.forms import Form
from lms.platform.i18n import direction
from lms.platform.i18n.numbers import number
from lms.platform.paging import Step

PLACES = [
    # name, Arabic name, certified, women, planned by now, target, level on the map, outline
    (
        "Qalyubia",
        "القليوبية",
        8,
        5,
        8,
        18,
        3,
        [(31.1, 30.6), (31.5, 30.6), (31.4, 30.1), (31.2, 30.1)],
    ),
    ("Giza", "الجيزة", 13, 5, 13, 30, 3, [(29.0, 30.2), (31.2, 30.1), (31.3, 29.4), (29.0, 29.3)]),
    ("Fayoum", "الفيوم", 5, 2, 8, 18, 1, [(30.0, 29.4), (31.0, 29.4), (30.9, 29.0), (30.1, 29.0)]),
    ("Minya", "المنيا", 12, 5, 12, 27, 3, [(29.6, 28.7), (31.3, 28.7), (31.4, 27.7), (29.6, 27.7)]),
    ("Assiut", "أسيوط", 8, 3, 10, 24, 2, [(29.9, 27.6), (31.6, 27.6), (31.8, 26.9), (30.2, 26.9)]),
    ("Sohag", "سوهاج", 11, 4, 10, 24, 4, [(30.9, 26.8), (31.9, 26.8), (32.1, 26.1), (31.2, 26.1)]),
]
COURSES = [
    ("Governing laws", "القوانين الحاكمة"),
    ("Sign language", "لغة الإشارة"),
    ("Citizen service", "خدمة المواطنين"),
    ("KPIs", "المؤشرات"),
]
MONTHS = [
    ("Jul", "يوليو"), ("Aug", "أغسطس"), ("Sep", "سبتمبر"), ("Oct", "أكتوبر"), ("Nov", "نوفمبر"),
    ("Dec", "ديسمبر"), ("Jan", "يناير"), ("Feb", "فبراير"), ("Mar", "مارس"), ("Apr", "أبريل"),
    ("May", "مايو"), ("Jun", "يونيو"),
]  # fmt: skip
PLAN = [(0, 0), (2, 0), (3, 30), (4, 90), (5, 120), (6, 150), (9, 180), (10, 210), (12, 210)]
ACTUAL = [(0, 0), (2, 0), (3, 29), (4, 86), (4.6, 86)]


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    level: int
    label: str
    href: str | None


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    href: str | None
    cells: list[Cell]
    total: str


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    certified: int
    women: int
    planned: int
    target: int


@dataclass(frozen=True, slots=True)
class Sample:
    """What templates/style/style.html shows; `text` picks the English or the Arabic of a pair."""

    places: list[Place]
    chart: LineChart
    chart_rows: list[list[str]]
    heat_columns: list[str]
    heat_rows: list[Row]
    map: RegionMap
    map_rows: list[list[str]]
    forms: tuple[Form, Form]
    lists: tuple[SampleList, ...]
    steps: list[Step]

    @staticmethod
    def text(english: str, arabic: str) -> str:
        return _text(english, arabic)


def sample() -> Sample:
    text = Sample.text
    return Sample(
        forms=sample_forms(),
        lists=sample_lists(),
        steps=sample_steps(),
        places=[
            Place(text(name, arabic), certified, women, planned, target)
            for name, arabic, certified, women, planned, target, _level, _ring in PLACES
        ],
        chart=line_chart(
            [Series("plan", PLAN), Series("actual", ACTUAL)],
            [text(*month) for month in MONTHS],
            show=number,
            target=210,
            today=4.6,
            direction=direction(),
        ),
        chart_rows=[
            [text(*MONTHS[n]), number(planned), number(actual)]
            for n, planned, actual in [(1, 0, 0), (2, 30, 29), (3, 90, 86)]
        ],
        heat_columns=[text("Governorate", "المحافظة"), *(text(*course) for course in COURSES)],
        heat_rows=[
            _heat_row(text(name, arabic), certified) for name, arabic, certified, *_rest in PLACES
        ],
        map=region_map(
            [
                Region(text(name, arabic), "#", number(100 * certified // target), level, [ring])
                for name, arabic, certified, _women, _planned, target, level, ring in PLACES
            ]
        ),
        map_rows=[
            [text(name, arabic), number(100 * certified // target)]
            for name, arabic, certified, _women, _planned, target, _level, _ring in PLACES
        ],
    )


def _heat_row(place: str, certified: int) -> Row:
    shares = [certified // 3 + (1 if n < certified % 3 else 0) for n in range(3)]
    cells = [
        Cell(
            number(share),
            min(share, 4),
            f"{place}, {Sample.text(*COURSES[n])}: {number(share)}",
            "#",
        )
        for n, share in enumerate(shares)
    ]
    later = Cell("–", 0, Sample.text("not yet held", "لم تُعقد بعد"), None)
    return Row(place, None, [*cells, later], number(certified))
