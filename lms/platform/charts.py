"""Where the marks of a chart stand: plain geometry, so that templates only print it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import cos, floor, log10, radians

WIDTH, HEIGHT = 720, 270
PLOT_START, PLOT_END = 40, 708  # before it stands the scale
PLOT_TOP, PLOT_BOTTOM = 22, 236
TICKS = 4

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Series:
    """A line: `kind` is "actual" or "plan"; x counts columns from 0, y is the value."""

    kind: str
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class Label:
    """A text and where it stands."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A series ready to draw: `points` and `area` are what SVG takes."""

    kind: str
    points: str
    area: str
    end: Point


@dataclass(frozen=True, slots=True)
class LineChart:
    """A line chart in a fixed view box, mirrored for right-to-left pages (text anchors stay)."""

    direction: str
    start: float
    end: float
    rows: tuple[Label, ...]
    columns: tuple[Label, ...]
    lines: tuple[Line, ...]
    target: float | None
    today: float | None
    after: int  # the way to the end of the line, in x: 1, or -1 when mirrored

    width = WIDTH
    height = HEIGHT
    top = PLOT_TOP
    bottom = PLOT_BOTTOM

    @property
    def beside_today(self) -> float:
        """How high the word for today stands: at the top, or at the foot when the line ends up there."""
        middle = (self.top + self.bottom) / 2
        ends_high = any(line.kind == "actual" and line.end[1] < middle for line in self.lines)
        return self.bottom - 8 if ends_high else self.top + 10

    def beside(self, x: float, gap: int) -> tuple[float, str]:
        """Where a text beside x begins and its anchor, so that it stays inside the plot."""
        if abs(x - self.start) > 0.75 * abs(self.end - self.start):
            return x - gap * self.after, "end"
        return x + gap * self.after, "start"


def line_chart(
    series: Sequence[Series],
    columns: Sequence[str],
    *,
    show: Callable[[int], str],
    target: float | None = None,
    today: float | None = None,
    direction: str = "ltr",
) -> LineChart:
    """Lay out the lines over the columns; `show` writes the numbers of the scale."""
    highest = max([target or 0, *(y for one in series for _x, y in one.points)])
    step = round_step(highest)
    top = TICKS * step
    mirrored = direction == "rtl"

    def across(x: float) -> float:
        at = PLOT_START + (PLOT_END - PLOT_START) * x / max(len(columns), 1)
        return round(WIDTH - at if mirrored else at, 1)

    def up(y: float) -> float:
        return round(PLOT_BOTTOM - (PLOT_BOTTOM - PLOT_TOP) * y / top, 1)

    def line(one: Series) -> Line:
        marks = [(across(x), up(y)) for x, y in one.points]
        ground = [(marks[0][0], PLOT_BOTTOM), *marks, (marks[-1][0], PLOT_BOTTOM)]
        return Line(one.kind, _pairs(marks), _pairs(ground), marks[-1])

    way = -1 if mirrored else 1
    return LineChart(
        direction=direction,
        start=across(0),
        end=across(len(columns)),
        rows=tuple(Label(across(0) - way * 8, up(n), show(n)) for n in range(0, top + 1, step)),
        columns=tuple(Label(across(n + 0.5), HEIGHT - 10, text) for n, text in enumerate(columns)),
        lines=tuple(line(one) for one in series if one.points),
        target=None if target is None else up(target),
        today=None if today is None else across(today),
        after=way,
    )


def round_step(highest: float) -> int:
    """The smallest round number of which TICKS reach the highest value, and never less than 1."""
    least = highest / TICKS
    if least <= 1:
        return 1
    power: int = 10 ** floor(log10(least))
    tenths = (n * power for n in (10, 15, 20, 25, 30, 40, 50, 60, 80, 100))
    return next(n // 10 for n in tenths if n % 10 == 0 and n >= 10 * least)


def _pairs(points: Iterable[Point]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)


@dataclass(frozen=True, slots=True)
class Region:
    """A shape of a map as in GeoJSON: rings of longitude and latitude. `level` is 0 to 4."""

    label: str
    href: str
    value: str
    level: int
    rings: Sequence[Sequence[Point]]


@dataclass(frozen=True, slots=True)
class Shape:
    """A region ready to draw, with the place of its value."""

    region: Region
    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class RegionMap:
    width: float
    height: float
    shapes: tuple[Shape, ...]


def region_map(regions: Sequence[Region], width: float = 300) -> RegionMap:
    """Lay out a map, never mirrored: the cosine of the middle latitude narrows the longitudes."""
    points = [point for region in regions for ring in region.rings for point in ring]
    if not points:
        return RegionMap(width, 0, ())
    west, east = min(x for x, _y in points), max(x for x, _y in points)
    south, north = min(y for _x, y in points), max(y for _x, y in points)
    narrowing = cos(radians((south + north) / 2))
    scale = width / ((east - west) * narrowing or 1)

    def placed(point: Point) -> Point:
        x, y = point
        return round((x - west) * narrowing * scale, 1), round((north - y) * scale, 1)

    def shape(region: Region) -> Shape:
        rings = [[placed(point) for point in ring] for ring in region.rings]
        x, y = _middle(max(rings, key=_area))
        path = " ".join(f"M{_pairs(ring)}Z" for ring in rings)
        return Shape(region, path, round(x, 1), round(y, 1))

    return RegionMap(width, round((north - south) * scale, 1), tuple(shape(one) for one in regions))


def _turns(ring: Sequence[Point]) -> list[tuple[Point, Point, float]]:
    following = [*ring[1:], ring[0]]
    return [(a, b, a[0] * b[1] - b[0] * a[1]) for a, b in zip(ring, following, strict=True)]


def _area(ring: Sequence[Point]) -> float:
    return abs(sum(turn for _a, _b, turn in _turns(ring))) / 2


def _middle(ring: Sequence[Point]) -> Point:
    turns = _turns(ring)
    total = sum(turn for _a, _b, turn in turns)
    if not total:
        return ring[0]
    x = sum((a[0] + b[0]) * turn for a, b, turn in turns) / (3 * total)
    y = sum((a[1] + b[1]) * turn for a, b, turn in turns) / (3 * total)
    return x, y
