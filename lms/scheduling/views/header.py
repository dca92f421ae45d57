"""What stands above every tab of a course run: state, strip, facts, and the next step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from flask import current_app, url_for

from lms.platform import clock
from lms.platform.access import PERMISSIONS, current_actor
from lms.platform.i18n import _, _n, _p, preferences
from lms.platform.i18n.dates import date_text, range_text, time_range_text, weekday_name
from lms.platform.i18n.lists import names_listed
from lms.platform.i18n.numbers import number
from lms.platform.links import addresses
from lms.scheduling import policy
from lms.scheduling.models import CourseRun, RunState, SessionState, TrainingSession
from lms.scheduling.rules import (
    CANCELLABLE,
    OVER,
    POSTPONABLE,
    STATES,
    AnyRun,
    ShownRun,
    ShownSession,
    active,
    held,
    shown,
    state_on,
    strip,
    title,
)
from lms.scheduling.views.blueprint import bp


@dataclass(frozen=True)
class Step:
    """The one thing to do next: a link, a button that posts, or one that opens a dialog."""

    label: str
    picture: str
    url: str = ""
    post: str = ""
    dialog: str = ""


@dataclass(frozen=True)
class MenuItem:
    """An entry of the menu beside it."""

    label: str
    picture: str
    url: str
    danger: bool = False


class RunHeader:
    """The header of one run, for whoever reads it now."""

    def __init__(self, run: ShownRun) -> None:
        self.run = run
        self.now = clock.now()

    @cached_property
    def today(self) -> date:
        return clock.today(self.run.timezone)

    @cached_property
    def state(self) -> RunState:
        return state_on(self.run, self.today)

    @cached_property
    def state_label(self) -> str:
        """The state, and on which of its days a run is."""
        label = str(STATES[self.state])
        days = sorted({session.held_on for session in self.sessions})
        if self.state is not RunState.IN_PROGRESS or self.today not in days:
            return label
        return _(
            "In progress, day %(day)s of %(days)s",
            day=number(days.index(self.today) + 1),
            days=number(len(days)),
        )

    @cached_property
    def can_manage(self) -> bool:
        return policy.can_manage(current_actor(), self.run)

    @cached_property
    def sessions(self) -> list[ShownSession]:
        return active(self.run.sessions)

    @cached_property
    def held(self) -> int:
        return sum(held(session, self.now) for session in self.sessions)

    @cached_property
    def strip(self) -> tuple[str, ...]:
        return tuple(strip(self.run.sessions, self.now))

    @cached_property
    def strip_label(self) -> str:
        return _(
            "%(sessions)s, held: %(held)s",
            sessions=_n("%(count)s session", "%(count)s sessions", len(self.sessions)),
            held=number(self.held),
        )

    @cached_property
    def meta(self) -> list[tuple[str, str]]:
        run = self.run
        facts = [
            ("calendar", self._dates()),
            ("", self._second_dates()),
            ("map-pin", self._place()),
            ("user", names_listed(self._trainers())),
            ("users", seats_text(run)),
        ]
        return [(picture, text) for picture, text in facts if text]

    def _dates(self) -> str:
        run = self.run
        if run.starts_on is None:
            return _("Dates not stated")
        days = span(run)
        times = {(session.start_time, session.end_time) for session in self.sessions}
        if len(times) != 1:
            return days
        return _("%(dates)s, %(times)s", dates=days, times=time_range_text(*times.pop()))

    def _second_dates(self) -> str:
        second = preferences().second_calendar
        first, last = self.run.starts_on, self.run.ends_on
        if second is None or first is None:
            return ""
        return range_text(first, last or first, calendar=second)

    def _place(self) -> str:
        rooms = {session.room for session in self.sessions if session.room is not None}
        if len(rooms) != 1:
            return self.run.place
        ((_room_id, name),) = rooms
        return names_listed([self.run.place, name])

    def _trainers(self) -> list[str]:
        names = [name for session in self.sessions for name in session.trainers]
        known = list(dict.fromkeys(names))
        if len(known) <= 3:
            return known
        return [*known[:2], _n("%(count)s more", "%(count)s more", len(known) - 2)]

    @cached_property
    def step(self) -> Step | None:
        """What the phase of the run asks for next, where the reader may do it."""
        return {
            RunState.DRAFT: self._to_open,
            RunState.PLANNED: self._to_open,
            RunState.POSTPONED: self._to_open,
            RunState.OPEN: self._to_confirm,
            RunState.CONFIRMED: self._to_attendance,
            RunState.IN_PROGRESS: self._to_attendance,
            RunState.ENDED: self._to_results,
            RunState.CLOSED: self._to_certificates,
        }.get(self.state, _nothing)()

    def _to_open(self) -> Step | None:
        if not self.can_manage:
            return None
        url = addresses("scheduling.open_run", "code")(self.run.code)
        return Step(_("Open nominations"), "user-plus", post=url)

    def _to_confirm(self) -> Step | None:
        if self.can_manage:
            return Step(_("Confirm roster"), "user-check", dialog="confirm-run")
        return self._linked(
            _("Nominate staff"), "user-plus", "enrolment.nominate_for", ("enrolment.nominate",)
        )

    def _to_attendance(self) -> Step | None:
        return self._linked(
            _("Take attendance"),
            "clipboard-check",
            "attendance.run_attendance",
            ("attendance.take", "attendance.take_own"),
        )

    @cached_property
    def print_url(self) -> str:
        """The sign-in sheets of the days to come, once there is a roster to print."""
        if self.state not in {RunState.CONFIRMED, RunState.IN_PROGRESS} or not self.sessions:
            return ""
        rights = ("attendance.take", "attendance.take_own")
        return screen_of(self.run, "attendance.run_sheets_pdf", rights)

    def _to_results(self) -> Step | None:
        if self.run.has_tests:
            marks = ("assessment.mark", "assessment.mark_own")
            step = self._linked(_("Enter marks"), "edit", "assessment.marks", marks)
            if step is not None:
                return step
        closing = ("outcomes.close_run",)
        return self._linked(_("Close the run"), "lock", "outcomes.results", closing)

    def _to_certificates(self) -> Step | None:
        if not self.run.seats_taken:
            return None
        return self._linked(
            _("Issue certificates"),
            "certificate",
            "certificates.confirm_issue",
            ("certificates.issue",),
        )

    def _linked(
        self, label: str, picture: str, endpoint: str, permissions: tuple[str, ...]
    ) -> Step | None:
        url = screen_of(self.run, endpoint, permissions)
        return Step(label, picture, url=url) if url else None

    @cached_property
    def confirm_effect(self) -> str:
        """What confirming means, and a word of caution when few have come."""
        run = self.run
        effect = _n(
            "Nominations end, and the run goes ahead with %(count)s trainee.",
            "Nominations end, and the run goes ahead with %(count)s trainees.",
            run.seats_taken,
        )
        if run.min_seats is None or run.seats_taken >= run.min_seats:
            return effect
        few = _("The smallest number planned is %(least)s.", least=number(run.min_seats))
        return f"{effect} {few}"

    @cached_property
    def menu(self) -> tuple[MenuItem | None, ...]:
        if not self.can_manage or self.state in OVER:
            return ()
        items: list[MenuItem | None] = [
            self._item("edit_run", _("Edit course run"), "edit"),
            self._item("add_session", _("Add session"), "plus"),
            self._item("plan_sessions", _("Plan several days"), "calendar"),
        ]
        if self.state in POSTPONABLE or self.state in CANCELLABLE:
            items.append(None)
        if self.state in POSTPONABLE:
            items.append(self._item("postpone_run", _("Postpone…"), "clock"))
        if self.state in CANCELLABLE:
            items.append(self._item("cancel_run", _("Cancel course run…"), "ban", danger=True))
        return tuple(items)

    def _item(self, endpoint: str, label: str, picture: str, *, danger: bool = False) -> MenuItem:
        return MenuItem(
            label, picture, addresses(f"scheduling.{endpoint}", "code")(self.run.code), danger
        )


def _nothing() -> None:
    return None


def seats_text(run: AnyRun) -> str:
    """How many seats are taken of how many, where any number is stated."""
    if not run.capacity:
        return _("Seats not stated")
    return _(
        "%(taken)s of %(seats)s seats", taken=number(run.seats_taken), seats=number(run.capacity)
    )


def day_text(day: date) -> str:
    """A day of a week whose year is known: Sunday 22 November."""
    return _p(
        "date",
        "%(weekday)s, %(date)s",
        weekday=weekday_name(day.isoweekday()),
        date=date_text(day, "day_month"),
    )


def span(run: AnyRun) -> str:
    """The days of a run: one date, or from one to another."""
    if run.starts_on is None:
        return _("Dates not stated")
    return range_text(run.starts_on, run.ends_on or run.starts_on)


def screen_of(run: AnyRun, endpoint: str, permissions: tuple[str, ...]) -> str:
    """The address of another slice's screen of the run; empty without such a screen or the right to it."""
    if endpoint not in current_app.view_functions or not _holds_any(permissions):
        return ""
    return addresses(endpoint, "code")(run.code)


def session_sheet(session: TrainingSession) -> tuple[str, str]:
    """The address of the attendance sheet of a session and its word, for whoever may open it."""
    rights = ("attendance.view", "attendance.view_own")
    if "attendance.sheet" not in current_app.view_functions or not _holds_any(rights):
        return "", ""
    url = url_for("attendance.sheet", code=session.run.code, number=session.number)
    takes = _holds_any(("attendance.take", "attendance.take_own"))
    if session.state is SessionState.HELD or not takes:
        return url, _("Open sheet")
    # A day that is still to come has nothing to be marked.
    begun = session.starts_at <= clock.now()
    return (url, _("Take attendance")) if begun else ("", "")


def _holds_any(permissions: tuple[str, ...]) -> bool:
    actor = current_actor()
    return any(key in PERMISSIONS and actor.has(PERMISSIONS[key]) for key in permissions)


@bp.app_template_global("run_header")
def run_header(run: AnyRun) -> RunHeader:
    """The header of a run, for `scheduling/_run.html`."""
    return RunHeader(shown(run) if isinstance(run, CourseRun) else run)


@bp.app_template_global("session_title")
def session_title(session: TrainingSession) -> str:
    """What a session is about."""
    return title(session)
