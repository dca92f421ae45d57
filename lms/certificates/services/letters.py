"""Telling those who review that a list is held."""

from __future__ import annotations

from typing import Any

from lms.accounts.services.notices import reader_of
from lms.certificates import queries
from lms.certificates.models import IssueList
from lms.notifications.services import send
from lms.platform.i18n import use_preferences
from lms.platform.i18n.numbers import number
from lms.platform.links import absolute


def tell_reviewers(prepared: IssueList) -> None:
    """That a centre went beyond what it issues in an hour: once for each list, to all who may approve it (A27)."""
    run = prepared.run
    for user in queries.reviewers(prepared):
        with use_preferences(reader_of(user)) as reader:
            facts: dict[str, Any] = {
                "count": number(len(prepared.enrolment_ids)),
                "most": number(queries.MOST_AN_HOUR),
                "centre": run.unit.name_in(reader.language),
            }
        send(
            "certificates/mail/list_held",
            to=user.email,
            reader=reader,
            name=user.display_name,
            run=run.code,
            link=absolute(f"/runs/{run.code}/certificates"),
            **facts,
        )
