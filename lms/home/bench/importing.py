"""`lms bench import`: what loading a staff list costs, against reading the sheet alone."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import mean
from typing import NamedTuple

import click
from python_calamine import CalamineWorkbook

from lms.config import ROOT
from lms.platform import bench
from lms.platform.sheets.write import xlsx_file

HEADINGS = (
    "الرقم القومي",
    "الاسم",
    "النوع",
    "تاريخ الميلاد",
    "الوظيفة",
    "المركز",
    "الهاتف",
    "البريد الإلكتروني",
)
NAMES = (
    *("محمد", "أحمد", "محمود", "علي", "حسن", "حسين", "إبراهيم", "مصطفى", "خالد", "سيد", "يوسف"),
    *("عمر", "طارق", "هاني", "كريم", "منى", "فاطمة", "هدى", "نادية", "سارة", "مريم", "أمل"),
)
PLACES = ("EG-C", "EG-ALX", "EG-GZ", "EG-MN", "EG-SHG", "EG-KN", "EG-LX", "EG-ASN")
WEIGHTS = (2, 7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
MOST_RATIO = 15.0
MOST_GROWTH = 11.0
MEASURED = """
import importlib, resource, runpy, sys, time
sys.argv = sys.argv[1:]
importlib.import_module("lms.app")  # what starting takes is not what is measured
began = time.process_time()
try:
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
finally:
    took = time.process_time() - began
    try:  # the kernel's own figure for a process counts what its parent held before
        with open("/proc/self/status") as status:
            peak = next(line.split()[1] for line in status if line.startswith("VmHWM"))
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"measured {took} {peak}", file=sys.stderr)
"""


class Cost(NamedTuple):
    """What a process took: processor seconds, and the most memory it held, in MiB."""

    seconds: float
    memory: float


class Costs:
    """What something costs with each file: the mean of some rounds, in which each file is taken so many times.

    Ten short runs against one long one: the least of many short ones would be luck that a long one cannot have.
    """

    def __init__(
        self, files: Mapping[int, Path], run: Callable[[Path], Cost], times: Sequence[int]
    ) -> None:
        found: dict[int, list[Cost]] = {rows: [] for rows in files}
        for rows in times:
            found[rows].append(run(files[rows]))
        self._costs = {rows: _mean(costs) for rows, costs in found.items()}

    def of(self, rows: int) -> float:
        """The processor seconds of so many rows, without what one row costs."""
        return self._costs[rows].seconds - self._costs[1].seconds

    def memory(self, rows: int) -> float:
        """The most memory held, in MiB."""
        return self._costs[rows].memory


@bench.cli.command("import")
@click.option("--rows", default=100_000, show_default=True, help="The larger of the two files.")
@click.option("--rounds", default=3, show_default=True, help="The mean of so many is taken.")
def bench_import(rows: int, rounds: int) -> None:
    """Load a staff list into an empty register, as `lms import roster` does, and ten that are a tenth as long.

    Each run is a process of its own with a new SQLite file; what a file of one row costs is taken off. Prints the
    processor time as a multiple of reading the sheet with calamine alone, the peak of memory, and how much both
    grow. Goals: 15 times, 11 times for ten times the rows. Exits 1 where one is missed.
    """
    small, large = rows // 10, rows
    with tempfile.TemporaryDirectory(prefix="daftar-bench-") as name:
        folder = Path(name)
        files = {n: _staff_list(folder / f"{n}.xlsx", n) for n in (1, small, large)}
        empty = _register(folder / "empty")
        times = (*[1] * 3, *[small] * 5, large, *[small] * 5, *[1] * 3) * rounds
        read = Costs(files, _reading, times)
        looked = Costs(files, lambda file: _loading(empty, file, "--dry-run"), times)
        loaded = Costs(files, lambda file: _loading(empty, file), times)
    click.echo(f"{'rows':>8}  {'read':>7}  {'dry run':>14}  {'loaded':>14}  {'memory':>8}")
    for n in (small, large):
        click.echo(
            f"{n:8}  {read.of(n):6.2f}s  {looked.of(n):6.2f}s ={looked.of(n) / read.of(n):4.1f} x"
            f"  {loaded.of(n):6.2f}s ={loaded.of(n) / read.of(n):4.1f} x  {loaded.memory(n):4.0f} MiB"
        )
    ratio, growth = loaded.of(large) / read.of(large), loaded.of(large) / loaded.of(small)
    click.echo(f"Loading {large} rows cost {growth:.1f} times what {small} cost.")
    held = read.memory(large) - read.memory(small)
    grown = loaded.memory(large) - loaded.memory(small)
    click.echo(
        f"From {small} to {large} rows the peak of memory grew by {grown:.0f} MiB; the sheet in"
        f" its reader alone by {held:.0f} MiB."
    )
    missed = [*(["the ratio"] * (ratio > MOST_RATIO)), *(["the growth"] * (growth > MOST_GROWTH))]
    if missed:
        click.echo(f"OVER: {', '.join(missed)}")
        sys.exit(1)


@bench.cli.command("read-sheet", hidden=True)
@click.argument("file", type=click.Path(path_type=Path))
def read_sheet(file: Path) -> None:
    """Go through the rows of a sheet with calamine and do nothing with them."""
    with CalamineWorkbook.from_path(file) as book:
        for _row in book.get_sheet_by_index(0).iter_rows():
            pass


def _staff_list(path: Path, rows: int) -> Path:
    with path.open("wb") as file:
        xlsx_file(file, HEADINGS, _people(rows), title="staff")
    return path


def _people(rows: int) -> Iterator[tuple[str, ...]]:
    chance = random.Random(1)  # noqa: S311  # the same file each time
    for n in range(rows):
        year, month, day = 1960 + n % 40, 1 + n % 12, 1 + n // 12 % 28
        born = f"2{year % 100:02}{month:02}{day:02}01{n % 10_000:04}"
        total = sum(int(digit) * weight for digit, weight in zip(born, WEIGHTS, strict=True))
        yield (
            f"{born}{(11 - total % 11) % 10}",
            " ".join(chance.choice(NAMES) for _ in range(4)),
            "ذكر" if int(born[12]) % 2 else "أنثى",
            f"{year}-{month:02}-{day:02}",
            "موظف مكتب أمامي",
            PLACES[n % len(PLACES)],
            f"0100{n:07}",
            f"user{n}@example.org",
        )


def _reading(file: Path) -> Cost:
    return _run(["lms", "bench", "read-sheet", str(file)], dict(os.environ))


def _register(instance: Path) -> Path:
    """A register with the places of a country and nobody in it."""
    instance.mkdir()
    _run(["lms", "database", "migrate"], _environment(instance))
    _run(["lms", "place", "load", "EG"], _environment(instance))
    return instance


def _loading(empty: Path, file: Path, *options: str) -> Cost:
    with tempfile.TemporaryDirectory(dir=empty.parent) as name:
        instance = shutil.copytree(empty, Path(name) / "instance")
        arguments = ["lms", "import", "roster", str(file), "--unit", "EG", *options]
        return _run(arguments, _environment(instance))


def _environment(instance: Path) -> dict[str, str]:
    mine = {key: value for key, value in os.environ.items() if not key.startswith("LMS_")}
    return mine | {"LMS_INSTANCE": str(instance)}


def _run(arguments: list[str], env: dict[str, str]) -> Cost:
    """Run one of our modules to the end, in a process of its own that measures itself."""
    command = [sys.executable, "-c", MEASURED, *arguments]
    ended = subprocess.run(  # noqa: S603  # our own commands
        command, cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    if ended.returncode:
        raise click.ClickException(f"{arguments[-1]} failed: {ended.stderr[-500:]}")
    took, peak = ended.stderr.rpartition("measured ")[2].split()
    return Cost(float(took), int(peak) / 1024)


def _mean(costs: Sequence[Cost]) -> Cost:
    return Cost(mean(c.seconds for c in costs), min(c.memory for c in costs))
