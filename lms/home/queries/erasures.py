"""Requests to erase somebody: whom they are about, what stands in the way, and what would go and stay."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Select, String, and_, cast, func, or_, select
from sqlalchemy.orm import joinedload

from lms.accounts.models import RoleGrant, UserAccount
from lms.accounts.policy import lasting
from lms.accounts.roles import LABELS, Role
from lms.certificates.models import Certificate, IssueList, IssueListState
from lms.enrolment.models import Enrolment, EnrolmentState, Nomination, NominationState
from lms.home.models import ErasureRequest, ErasureState
from lms.home.policy import erasures_visible_to
from lms.home.queries.kept import Subject, accounts_of, clause_of, persons_of
from lms.objections.models import Objection, ObjectionState
from lms.organisation.models import OrgUnit
from lms.people.models import Affiliation, Person, Trainer
from lms.people.rules import NATIONAL_ID, Marks, marks_of
from lms.platform import clock, crypto
from lms.platform.access import Actor
from lms.platform.db import Base, db
from lms.platform.i18n import _, language
from lms.platform.i18n.lists import isolated
from lms.scheduling.models import CourseRun, SessionState, TrainerAssignment, TrainingSession
from lms.scheduling.rules import OVER

RECORDED = frozenset(
    {
        "affiliation",
        "certificate",
        "enrolment",
        "nomination",
        "objection",
        "outside_look",
        "person",
        "prerequisite_waiver",
        "trainer",
        "user_account",
    }
)
"""Tables about one person each whose changes are recorded, with reasons perhaps."""


def erasures(viewer: Actor) -> Select[ErasureRequest]:
    """The requests that the viewer may see, those that wait first."""
    return (
        select(ErasureRequest)
        .options(
            joinedload(ErasureRequest.person),
            joinedload(ErasureRequest.account),
            joinedload(ErasureRequest.unit),
        )
        .where(erasures_visible_to(viewer))
        .order_by(ErasureRequest.decided_at.is_not(None), ErasureRequest.id.desc())
    )


def erasure(request_id: int, viewer: Actor) -> Select[ErasureRequest]:
    """One of them."""
    return erasures(viewer).where(ErasureRequest.id == request_id)


def latest(subject: Subject) -> ErasureRequest | None:
    """What was asked for last about somebody, whoever may see it."""
    about = []
    if subject.person is not None:
        about.append(ErasureRequest.person_id == subject.person.id)
    if subject.account is not None:
        about.append(ErasureRequest.account_id == subject.account.id)
    query = select(ErasureRequest).where(or_(*about)).order_by(ErasureRequest.id.desc()).limit(1)
    return db.session.scalar(query)


def is_to_be_erased(person: Person) -> bool:
    """Whether it was asked for and waits for a decision, of the record or of its account."""
    theirs = select(UserAccount.id).where(UserAccount.person_id == person.id)
    query = select(ErasureRequest.id).where(
        ErasureRequest.state == ErasureState.WAITING,
        or_(ErasureRequest.person_id == person.id, ErasureRequest.account_id.in_(theirs)),
    )
    return db.session.scalar(query.limit(1)) is not None


def waiting(viewer: Actor) -> int:
    """How many requests wait that the viewer may see."""
    query = select(func.count(ErasureRequest.id)).where(
        erasures_visible_to(viewer), ErasureRequest.state == ErasureState.WAITING
    )
    return db.session.scalar(query) or 0


def subject_of(request: ErasureRequest) -> Subject:
    """Whom it is about as things stand: with the account, or the person, that was added meanwhile."""
    person, account = request.person, request.account
    return whole(Subject(person or (account.person if account else None), account))


def whole(subject: Subject) -> Subject:
    """Somebody together with their account, where they have one."""
    if subject.account is not None or subject.person is None:
        return subject
    theirs = select(UserAccount).where(UserAccount.person_id == subject.person.id)
    return Subject(subject.person, db.session.scalar(theirs))


def place_of(subject: Subject) -> int | None:
    """Where it is decided: where the person works or worked last, trains, or the account holds or held a role."""
    asked: list[Select[int]] = []
    if subject.person is not None:
        asked += [
            select(Affiliation.unit_id)
            .where(Affiliation.person_id == subject.person.id)
            .order_by(
                Affiliation.ends_on.desc().nulls_first(),
                Affiliation.is_primary.desc(),
                Affiliation.id.desc(),
            ),
            select(Trainer.unit_id)
            .where(Trainer.person_id == subject.person.id)
            .order_by(Trainer.id.desc()),
        ]
    if subject.account is not None:
        asked.append(
            select(RoleGrant.unit_id)
            .where(RoleGrant.user_id == subject.account.id)
            .order_by(RoleGrant.id.desc())
        )
    for query in asked:
        found = db.session.scalar(query.limit(1))
        if found is not None:
            return found
    return None


def marks(subject: Subject) -> Marks:
    """By what the person is known in texts."""
    accounts = accounts_of(subject)
    emails, names = [one.email for one in accounts], [one.display_name for one in accounts]
    found = [marks_of(None, "", emails, names)]
    for person in persons_of(subject):
        sealed = person.national_id_sealed
        number = crypto.unseal(sealed, NATIONAL_ID) if sealed is not None else ""
        found.append(marks_of(person, number, [person.email or ""], []))
    return Marks(
        names=tuple(name for one in found for name in one.names),
        values=frozenset().union(*(one.values for one in found)),
    )


def records_of(subject: Subject) -> set[tuple[str, str]]:
    """The records that are about the person alone, as the record of changes names them."""
    found: set[tuple[str, str]] = set()
    for table in Base.metadata.sorted_tables:
        if table.name not in RECORDED:
            continue
        (key,) = table.primary_key
        where = clause_of(table, subject)
        if where is not None:
            found |= {
                (table.name, str(one)) for one in db.session.scalars(select(key).where(where))
            }
    return found


def obstacles(subject: Subject) -> list[str]:
    """What has to end before somebody can be erased, in words; staff lists are looked through apart."""
    found: list[str] = []
    if subject.person is not None:
        found += [*_work_of(subject.person.id), *_open_of(subject.person.id)]
    for account in accounts_of(subject):
        found += _of_account(account.id)
    return found


def _work_of(person_id: int) -> Iterator[str]:
    """Where somebody works or trains."""
    today = clock.today()
    places = (
        select(OrgUnit)
        .join(Affiliation, Affiliation.unit_id == OrgUnit.id)
        .where(
            Affiliation.person_id == person_id,
            or_(Affiliation.ends_on.is_(None), Affiliation.ends_on > today),
        )
        .order_by(OrgUnit.id)
    )
    for unit in db.session.scalars(places).unique():
        yield _("A place of work without a last day: %(place)s", place=_name(unit))
    centres = (
        select(OrgUnit)
        .join(Trainer, Trainer.unit_id == OrgUnit.id)
        .where(
            Trainer.person_id == person_id,
            or_(Trainer.ends_on.is_(None), Trainer.ends_on > today),
        )
        .order_by(OrgUnit.id)
    )
    for unit in db.session.scalars(centres):
        yield _("A trainer of this centre: %(place)s", place=_name(unit))


def _open_of(person_id: int) -> Iterator[str]:
    """What is under way and has the person in it."""
    for code in db.session.scalars(_runs_attended(person_id)):
        yield _("A seat or a waiting place in a course run: %(run)s", run=isolated(code))
    for code in db.session.scalars(_runs_proposed(person_id)):
        yield _("A nomination that waits for a decision: %(run)s", run=isolated(code))
    for code in db.session.scalars(_runs_given(person_id)):
        yield _("Sessions that are still to be given: %(run)s", run=isolated(code))
    for serial in db.session.scalars(
        select(Certificate.serial)
        .where(Certificate.person_id == person_id, Certificate.file_sha256.is_(None))
        .order_by(Certificate.id)
    ):
        yield _("A certificate whose file is being prepared: %(serial)s", serial=isolated(serial))
    waiting = select(Objection.id).filter_by(person_id=person_id, state=ObjectionState.OPEN)
    if db.session.scalar(waiting.limit(1)) is not None:
        yield _("An objection that waits for a decision")
    for code in _runs_to_approve(person_id):
        yield _("A list of certificates that waits for approval: %(run)s", run=isolated(code))


def _runs_attended(person_id: int) -> Select[str]:
    return (
        select(CourseRun.code)
        .join(Enrolment, Enrolment.course_run_id == CourseRun.id)
        .where(
            Enrolment.person_id == person_id,
            Enrolment.state.in_((EnrolmentState.ENROLLED, EnrolmentState.WAITLISTED)),
            CourseRun.state.not_in(OVER),
        )
        .order_by(CourseRun.code)
    )


def _runs_proposed(person_id: int) -> Select[str]:
    return (
        select(CourseRun.code)
        .join(Nomination, Nomination.course_run_id == CourseRun.id)
        .where(
            Nomination.person_id == person_id,
            Nomination.state == NominationState.PROPOSED,
            CourseRun.state.not_in(OVER),
        )
        .order_by(CourseRun.code)
    )


def _runs_given(person_id: int) -> Select[str]:
    return (
        select(CourseRun.code)
        .join(TrainingSession, TrainingSession.course_run_id == CourseRun.id)
        .join(TrainerAssignment, TrainerAssignment.session_id == TrainingSession.id)
        .where(
            TrainerAssignment.person_id == person_id,
            TrainingSession.state == SessionState.SCHEDULED,
            TrainingSession.ends_at > clock.now(),
            CourseRun.state.not_in(OVER),
        )
        .distinct()
        .order_by(CourseRun.code)
    )


def _runs_to_approve(person_id: int) -> list[str]:
    lists = (
        select(IssueList, Enrolment.id, CourseRun.code)
        .join(Enrolment, Enrolment.course_run_id == IssueList.course_run_id)
        .join(CourseRun, CourseRun.id == IssueList.course_run_id)
        .where(Enrolment.person_id == person_id, IssueList.state == IssueListState.WAITING)
    )
    return [code for waits, key, code in db.session.execute(lists) if key in waits.enrolment_ids]


def _of_account(account_id: int) -> Iterator[str]:
    held = (
        select(RoleGrant)
        .options(joinedload(RoleGrant.unit))
        .where(RoleGrant.user_id == account_id, RoleGrant.role != Role.TRAINEE, lasting())
        .order_by(RoleGrant.id)
    )
    for grant in db.session.scalars(held):
        yield _(
            "A role that has to be taken back: %(role)s, %(place)s",
            role=LABELS[grant.role],
            place=_name(grant.unit),
        )


class Numbers(NamedTuple):
    """How much there is of what goes or stays."""

    places: int
    enrolments: int
    completions: int
    certificates: int
    sign_ins: int


def numbers(subject: Subject) -> Numbers:
    """How much of it there is, for the words of the preview."""
    tables = Base.metadata.tables
    person_id = subject.person.id if subject.person else None
    account_id = subject.account.id if subject.account else None

    def count(table: str, column: str, key: int | None) -> Any:
        where = tables[table].c[column] == key
        return select(func.count()).select_from(tables[table]).where(where).scalar_subquery()

    return Numbers(
        *db.session.execute(
            select(
                count("affiliation", "person_id", person_id),
                count("enrolment", "person_id", person_id),
                count("completion", "person_id", person_id),
                count("certificate", "person_id", person_id),
                count("sign_in", "user_id", account_id),
            )
        ).one()
    )


def numbered(text: str) -> Any:
    """Requests with this number, or whose letter begins so."""
    return or_(
        cast(ErasureRequest.id, String) == text,
        and_(
            ErasureRequest.reference != "",
            ErasureRequest.reference.startswith(text, autoescape=True),
        ),
    )


def _name(unit: OrgUnit) -> str:
    return isolated(unit.name_in(language()))
