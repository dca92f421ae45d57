import pytest

from lms.platform.charts import (
    PLOT_BOTTOM,
    WIDTH,
    Region,
    Series,
    line_chart,
    region_map,
    round_step,
)

MONTHS = ["Jul", "Aug", "Sep"]


def chart(direction="ltr", **marks):
    plan = Series("plan", [(0, 0), (3, 90)])
    return line_chart([plan], MONTHS, show=str, direction=direction, **marks)


@pytest.mark.parametrize(
    ("highest", "step"),
    [(0, 1), (3, 1), (5, 2), (9, 3), (90, 25), (210, 60), (240, 60), (241, 80), (100_000, 25_000)],
)
def test_the_scale_counts_in_round_numbers_that_reach_the_highest_value(highest, step):
    assert round_step(highest) == step


def test_the_scale_reaches_a_target_above_every_value():
    assert [row.text for row in chart(target=210).rows] == ["0", "60", "120", "180", "240"]


def test_a_chart_without_values_still_has_a_scale():
    empty = line_chart([Series("actual", [])], MONTHS, show=str)

    assert ([row.text for row in empty.rows], empty.lines) == (["0", "1", "2", "3", "4"], ())


def test_a_line_starts_on_the_ground_and_its_area_returns_to_it():
    line = chart().lines[0]

    assert (line.points.split()[0], line.area.split()[-1]) == ("40,236", f"708,{PLOT_BOTTOM}")


def test_right_to_left_mirrors_every_mark():
    there, back = chart(today=1), chart("rtl", today=1)

    assert [WIDTH - label.x for label in there.columns] == pytest.approx(
        [m.x for m in back.columns]
    )
    assert WIDTH - there.today == pytest.approx(back.today)
    assert (there.after, back.after) == (1, -1)


@pytest.mark.parametrize("way", ["ltr", "rtl"])
def test_a_text_late_in_the_year_stands_before_its_mark(way):
    early, late = chart(way, today=0.5), chart(way, today=2.9)

    assert early.beside(early.today, 6) == (early.today + 6 * early.after, "start")
    assert late.beside(late.today, 6) == (late.today - 6 * late.after, "end")


def test_the_word_for_today_gives_way_to_a_line_that_ends_high():
    def drawn(reached):
        actual = Series("actual", [(0, 0), (1, reached)])
        return line_chart([actual], MONTHS, show=str, target=100, today=1)

    assert drawn(90).beside_today > drawn(10).beside_today


def square(west, south, side=1.0):
    return [(west, south), (west + side, south), (west + side, south + side), (west, south + side)]


def test_a_map_narrows_longitudes_by_the_latitude():
    map_ = region_map([Region("North", "#", "1", 1, [square(30, 59.5)])], width=100)

    assert map_.height == pytest.approx(200, abs=1)  # cos 60° is a half


def test_a_value_stands_in_the_middle_of_the_largest_ring():
    map_ = region_map([Region("Isles", "#", "1", 1, [square(0, 0, 0.2), square(1, 0)])], width=200)

    assert (map_.shapes[0].x, map_.shapes[0].y) == pytest.approx((150, 50), abs=0.2)


def test_a_map_of_nothing_is_empty():
    assert region_map([]).shapes == ()
