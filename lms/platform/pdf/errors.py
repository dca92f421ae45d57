"""Why a document was not printed."""

from __future__ import annotations


class RenderingFailed(Exception):
    """The document could not be made as it was written; nothing half-made is kept."""


class DocumentTooLong(RenderingFailed):
    """The document is larger than any paper of ours."""
