"""Recording what was done, chaining it, and publishing how far the chain reaches."""

from lms.audit.services.forgetting import forget_reasons
from lms.audit.services.heads import publish, published
from lms.audit.services.recording import export, record, refusal
from lms.audit.services.sealing import last, seal

__all__ = ["export", "forget_reasons", "last", "publish", "published", "record", "refusal", "seal"]
