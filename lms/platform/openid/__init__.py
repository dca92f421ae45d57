"""Single sign-on by OpenID Connect: the authorization code flow with PKCE, state and nonce, and nothing else.

`Provider` knows where the provider is and its keys; `begin` makes the address that the browser is sent to, `redeem`
turns what it comes back with into an `Identity`, or refuses it.
"""

from lms.platform.openid.errors import (
    Cancelled,
    ClocksDiffer,
    ProviderError,
    ProviderOdd,
    ProviderSilent,
    Untrusted,
)
from lms.platform.openid.flow import Flow, Identity, begin, redeem
from lms.platform.openid.provider import Client, Provider

__all__ = [
    "Cancelled",
    "Client",
    "ClocksDiffer",
    "Flow",
    "Identity",
    "Provider",
    "ProviderError",
    "ProviderOdd",
    "ProviderSilent",
    "Untrusted",
    "begin",
    "redeem",
]
