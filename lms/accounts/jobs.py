"""What is done for somebody who is not signed in, so that the answer they get takes the same time for everybody."""

from __future__ import annotations

from lms.accounts import services
from lms.jobs.services import Work, handler
from lms.platform.i18n import _l


@handler(services.SEND_RESET, _l("Sending a link for a new password"))
def send_reset(work: Work) -> None:
    if not work.done:
        with work.step():
            services.answer_reset(work.payload["account"])
