"""Issuing, files, taking back and correcting, bodies, and public checks."""

from lms.certificates.services.approving import approve, is_for_another, prepare, return_list
from lms.certificates.services.bodies import BodyData, create_body, update_body
from lms.certificates.services.changing import Corrections, restore, revoke, supersede
from lms.certificates.services.checking import Check, check, note_miss, refuse_guessing
from lms.certificates.services.files import (
    PREPARE,
    archive,
    file_of,
    prepare_file,
    render_payload,
    request_files,
)
from lms.certificates.services.issuing import issue, issue_for_run
from lms.certificates.services.payloads import specimen
from lms.certificates.services.sealing import open_archive, seal_away
from lms.certificates.services.transcripts import training_minutes, transcript

__all__ = [
    "PREPARE",
    "BodyData",
    "Check",
    "Corrections",
    "approve",
    "archive",
    "check",
    "create_body",
    "file_of",
    "is_for_another",
    "issue",
    "issue_for_run",
    "note_miss",
    "open_archive",
    "prepare",
    "prepare_file",
    "refuse_guessing",
    "render_payload",
    "request_files",
    "restore",
    "return_list",
    "revoke",
    "seal_away",
    "specimen",
    "supersede",
    "training_minutes",
    "transcript",
    "update_body",
]
