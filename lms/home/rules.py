"""What becomes of every column that holds something about a person when that person is erased.

A test fails for a table, for a column about people, and for a free text of another table that stands nowhere here.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto
from typing import Any


class Put(Enum):
    """What is put in the place of a value that must not be empty, worked out for each one."""

    NAME = auto()  # words that say that it was erased, in the language of the record
    ADDRESS = auto()  # an address that is nobody's
    NOW = auto()


DELETED = (
    "person_token",
    "person_pair",
    "sign_in",
    "pending_sign_in",
    "authenticator",
    "recovery_code",
    "account_link",
    "external_identity",
    "outgoing_message",
)
"""Their rows about the person go."""

EMPTIED: Mapping[str, Mapping[str, Any]] = {
    "person": {
        "full_name": Put.NAME,
        "given_name": None,
        "filiation": None,
        "father_name": None,
        "grandfather_name": None,
        "family_name": None,
        "second_name": None,
        "sort_key": b"",
        "folded_name": "",
        "name_key": "",
        "id_country": None,
        "national_id_sealed": None,
        "national_id_hash": None,
        "national_id_last4": None,
        "id_differs": None,
        "birth_date": None,
        "birth_date_typed": None,
        "birth_year": None,
        "email": None,
        "phone": None,
        "erased_at": Put.NOW,
    },
    "user_account": {
        "email": Put.ADDRESS,
        "display_name": Put.NAME,
        "folded_names": "",
        "sort_key": b"",
        "password_hash": None,
        "person_id": None,
        "is_disabled": True,
        "erased_at": Put.NOW,
    },
    "affiliation": {"job_title": None},
    "nomination": {"justification": None, "refusal_reason": None},
    "prerequisite_waiver": {"reason": ""},
    "enrolment": {"end_reason": None, "job_title": None},
    "completion": {"job_title": None},
    "attendance_entry": {"reason": None},
    "score_entry": {"reason": None},
    "late_change": {"reason": ""},
    "objection": {"text": "", "answer": None},
    "certificate": {"revoked_reason": None},  # payload and file: `certificates.services.seal_away`
    "outside_look": {"reason": ""},
    "person_merge": {"reason": "", "undo_reason": None, "changes_sealed": None},
}
"""What is put in the place of what told who it is, or was written about the person."""

STAYS: Mapping[str, str] = {
    "person": "id sex language created_at is_demo merged_into_id",
    "person_merge": (
        "id kept_id merged_id merged_at merged_by_id merged_for_id undone_at undone_by_id"
        " undone_for_id"
    ),
    "user_account": "id language digits calendar second_calendar theme created_at is_demo",
    "affiliation": "id person_id unit_id starts_on ends_on is_primary",
    "trainer": "id person_id unit_id ends_on",
    "trainer_assignment": "id session_id person_id role",
    "nomination": (
        "id course_run_id person_id unit_id state nominated_by_id nominated_at decided_by_id"
        " decided_at"
    ),
    "prerequisite_waiver": "id course_run_id person_id course_id waived_by_id waived_at",
    "enrolment": (
        "id course_run_id person_id state queue_position nomination_id enrolled_at joined_on"
        " ended_at unit_id sex age_band"
    ),
    "attendance_entry": (
        "id session_id enrolment_id mark minutes replaces_id recorded_by_id recorded_for_id"
        " recorded_at"
    ),
    "objection": (
        "id kind subject_id person_id unit_id state filed_at filed_by_id due_on settled_at"
        " settled_by_id"
    ),
    "late_change": (
        "id course_run_id entry_id counted_before counted_after way changed_by_id changed_at"
    ),
    "score_entry": (
        "id assessment_id enrolment_id attempt score taken_on replaces_id recorded_by_id"
        " recorded_at"
    ),
    "outcome": (
        "enrolment_id state minutes_present minutes_held minutes_needed score met_on reasoning"
        " decided_by_id decided_at"
    ),
    "completion": (
        "id enrolment_id person_id course_id course_run_id unit_id delivering_unit_id completed_on"
        " fiscal_year sex age_band recorded_at"
    ),
    "trained_person": "unit_id basis fiscal_year course_id person_id sex completions people",
    "certificate": (
        "id enrolment_id person_id issuing_body_id year number serial code state issued_on"
        " valid_until payload file_sha256 sealed_sha256 replaces_id issued_by_id issued_at"
        " revoked_at revoked_by_id"
    ),
    "role_grant": "id user_id role unit_id starts_on ends_on ended_at granted_by_id lent_from_id is_provided",
    "outside_look": "id user_id grant_id unit_id opened_at ends_at ended_at",
    "erasure_request": (
        "id person_id account_id unit_id state reference entered_at entered_by_id entered_for_id"
        " decided_at decided_by_id reason"
    ),
}
"""What stays: keys, states, days and counts, by which figures and certificates go on to be true. Names of columns."""

OTHERWISE: Mapping[str, str] = {
    "roster_row": "the rows that name the person are deleted",
    "roster_import": "a file that was not loaded yet and names the person is settled first",
    "job": "what was asked for, and files of lists, are forgotten",
    "audit_event": "it names people by their keys",
    "audit_reason": "reasons given for what was done to the person, or that name them, are deleted",
    "run_message": "messages that name the person are emptied; who wrote them is named by key",
    "headcount": "who wrote it down is named by key",
    "hours_waiver": "who waived it is named by key",
    "reopening": "it is about a sheet, and who reopened it is named by key",
    "issue_list": "who is on it, and who prepared it, are named by key",
    "clash_override": "who decided is named by key",
}
"""Tables about people that are dealt with in a way of their own."""

FREE_TEXT: Mapping[str, str] = {
    "audit_event": "actor_label role action subject_type subject_id details reason request_id",
    "audit_link": "hash",
    "audit_reason": "salt words",
    "clash_override": "reason",
    "counted_try": "key",
    "course": "code",
    "course_run": "code entry_key language reason source",
    "headcount": "source",
    "hijri_month": "source",
    "public_holiday": "country_code calendar source",
    "hours_waiver": "reason",
    "issue_list": "enrolment_ids",
    "issuing_body": "code calendar second_calendar design signatories",
    "job": "kind payload fingerprint requested_by_role leads_to error error_values result",
    "name_word": "word skeleton",  # of nobody alone; those that nobody bears go with the last who bore them
    "org_unit": "code country_code source",
    "own_wording": "language message context texts",
    "plan_item": "audience supervisors source",
    "programme": "code description source",
    "reopening": "reason",
    "run_message": "text fingerprint",
    "roster_import": "file_name file_sha256 content_key headings columns samples_sealed",
    "roster_row": "values problems",
    "stated_figure": "code measure period source",
    "topic": "source",
    "training_plan": "source",
    "training_session": "title timezone reason",
    "unit_name": "language name folded_names",
    "used_challenge": "challenge_hash",
    "venue": "address",
    "country": "code timezone language calendar second_calendar weekend fiscal_calendar",
}
"""The texts of all other tables, beside the names of places and courses: about no trainee, and so they stay."""
