"""A provider of OpenID Connect: Authlib's authorization server on a port of this machine, and ways to spoil it.

It checks what a provider checks: the client and its secret, the address to go back to, the code challenge, that each
code is used once. Whoever signs in there types a name and presses a button.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from unittest import mock
from urllib.parse import urlencode, urlsplit

from authlib.common.urls import add_params_to_uri
from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode
from flask import Flask, Response, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Response as BaseResponse

CLIENT_ID, SECRET = "daftar", "a secret that daftar and the provider share"
Claims = dict[str, Any]


@dataclass
class Code(AuthorizationCodeMixin):
    """What stands behind an authorization code."""

    person: str
    redirect_uri: str
    scope: str
    nonce: str | None
    code_challenge: str | None
    code_challenge_method: str | None

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str | None:
        return self.nonce

    def get_auth_time(self) -> None:
        return None

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


class Client(ClientMixin):
    """Daftar, as it is registered there."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider

    def get_client_id(self) -> str:
        return CLIENT_ID

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri in self.provider.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == self.provider.secret_goes_by

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class Provider:
    """The provider: who is known to it, and what is to go wrong."""

    url: str = ""
    redirect_uris: set[str] = field(default_factory=set)
    people: dict[str, Claims] = field(default_factory=dict)
    of_user_info: dict[str, Claims] = field(default_factory=dict)  # told there alone
    key: RSAKey = field(default_factory=lambda: _key("first"))
    published: list[RSAKey] = field(default_factory=list)
    spoil: Callable[[Claims], Any] = lambda claims: None  # changes the claims of the next tokens
    encode: Callable[[Claims], str] | None = None  # makes the token instead of the provider
    described: Claims = field(default_factory=dict)  # other than it is, in its description
    going_back: Claims = field(
        default_factory=dict
    )  # other than it is, in the address to go back to
    answers: dict[str, Callable[[], Response]] = field(
        default_factory=dict
    )  # instead of an endpoint's own
    secret_goes_by: str = "client_secret_basic"
    codes: dict[str, Code] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)  # access tokens, and whose they are
    asked: list[str] = field(default_factory=list)  # the paths that were asked for

    def issue(self, person: str, **claims: Any) -> None:
        """Let somebody be known, by a lasting name that is not their email."""
        email = f"{person}@example.org"
        known = {"sub": f"subject-{person}", "name": person.title(), "email": email}
        self.people[person] = known | {"email_verified": True} | claims

    def rotate(self) -> None:
        """Sign with another key from now on."""
        self.key = _key(secrets.token_hex(4))
        self.published = [self.key]

    def visit(self, address: str, person: str = "", *, cancel: bool = False) -> str:
        """Sign in there as somebody would in a browser; returns the address that the browser is sent back to."""
        form = {"action": "cancel"} if cancel else {"person": person}
        parts = urlsplit(address)
        connection = HTTPConnection(parts.netloc, timeout=60)
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", f"{parts.path}?{parts.query}", urlencode(form), kind)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        assert answer.status == 302, text
        return str(answer.headers["Location"])


@contextmanager
def running_provider(host: str = "127.0.0.1") -> Iterator[Provider]:
    """A provider that answers until the block ends."""
    provider = Provider()
    provider.published = [provider.key]
    server = make_server("127.0.0.1", 0, _app(provider), threaded=True, request_handler=_Quiet)
    provider.url = f"http://{host}:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    with mock.patch.dict(os.environ, {"AUTHLIB_INSECURE_TRANSPORT": "1"}):
        yield provider
    server.shutdown()
    thread.join()
    server.server_close()


class _Quiet(WSGIRequestHandler):
    def log(self, *_: Any) -> None:
        pass


class _Server(AuthorizationServer):
    provider: Provider


class _Grant(grants.AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")

    @property
    def codes(self) -> dict[str, Code]:
        known: dict[str, Code] = self.server.provider.codes
        return known

    def save_authorization_code(self, code: str, asked: Any) -> None:
        data = asked.payload.data
        wanted = ("redirect_uri", "scope", "nonce", "code_challenge", "code_challenge_method")
        self.codes[code] = Code(asked.user, *(data.get(name) for name in wanted))

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        return self.codes.get(code)

    def delete_authorization_code(self, authorization_code: Code) -> None:
        used = [code for code, one in self.codes.items() if one is authorization_code]
        for code in used:
            del self.codes[code]

    def authenticate_user(self, authorization_code: Code) -> str:
        return authorization_code.person


class _IdToken(OpenIDCode):
    def __init__(self, provider: Provider) -> None:
        super().__init__(require_nonce=True)
        self.provider = provider

    def exists_nonce(self, nonce: str, asked: Any) -> bool:
        return any(code.nonce == nonce for code in self.provider.codes.values())

    def resolve_client_private_key(self, client: Client) -> RSAKey:
        return self.provider.key

    def get_client_claims(self, client: Client) -> Claims:
        return {"iss": self.provider.url, "aud": [CLIENT_ID]}

    def get_encode_header(self, client: Client) -> Claims:
        return {"alg": "RS256", "kid": self.provider.key.kid}

    def generate_user_info(self, user: str, scope: str) -> Claims:
        return self.provider.people[user]

    def encode_id_token(self, token: Claims, asked: Any) -> str:
        self.provider.tokens[token["access_token"]] = asked.user
        text: str = super().encode_id_token(token, asked)
        claims = json.loads(base64.urlsafe_b64decode(text.split(".")[1] + "=="))
        self.provider.spoil(claims)
        if self.provider.encode is not None:
            return self.provider.encode(claims)
        return signed(claims, self.provider.key)


class _Endpoints:
    """What is asked of the provider."""

    def __init__(self, provider: Provider, server: _Server) -> None:
        self.provider, self.server = provider, server

    def instead(self) -> Response | None:
        self.provider.asked.append(request.path)
        answer = self.provider.answers.get(request.path)
        return answer() if answer is not None else None

    def describe(self) -> Response:
        url = self.provider.url
        return jsonify(
            {
                "issuer": url,
                "authorization_endpoint": f"{url}/authorize",
                "token_endpoint": f"{url}/token",
                "userinfo_endpoint": f"{url}/userinfo",
                "end_session_endpoint": f"{url}/end",
                "jwks_uri": f"{url}/keys",
                "authorization_response_iss_parameter_supported": True,
                "token_endpoint_auth_methods_supported": [self.provider.secret_goes_by],
                "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                **self.provider.described,
            }
        )

    def keys(self) -> Response:
        published = KeySet(self.provider.published).as_dict(private=False)
        return jsonify({"keys": [*published["keys"], {"kty": "of another world", "kid": "x"}]})

    def ask(self) -> str:
        self.server.get_consent_grant(end_user=None)
        return PAGE

    def authorize(self) -> Response:
        person = request.form.get("person", "")
        user = person if person in self.provider.people else None
        grant = self.server.get_consent_grant(end_user=user)
        answer: Response = self.server.create_authorization_response(grant_user=user, grant=grant)
        said = {"iss": self.provider.url} | self.provider.going_back
        more = [(name, value) for name, value in said.items() if value]
        answer.location = add_params_to_uri(answer.location, more)
        return answer

    def token(self) -> Response:
        answer: Response = self.server.create_token_response()
        return answer

    def user_info(self) -> Response:
        person = self.provider.tokens[request.headers["Authorization"].removeprefix("Bearer ")]
        subject = {"sub": self.provider.people[person]["sub"]}
        return jsonify(subject | self.provider.of_user_info.get(person, {}))

    def end(self) -> BaseResponse:
        return redirect(request.args["post_logout_redirect_uri"])


def _app(provider: Provider) -> Flask:
    app = Flask("provider")
    server = _Server(
        app,
        query_client=lambda client_id: Client(provider) if client_id == CLIENT_ID else None,
        save_token=lambda token, asked: None,
    )
    server.provider = provider
    server.register_grant(_Grant, [_IdToken(provider), CodeChallenge(required=True)])
    endpoints = _Endpoints(provider, server)
    app.before_request(endpoints.instead)
    app.get("/.well-known/openid-configuration")(endpoints.describe)
    app.get("/keys")(endpoints.keys)
    app.get("/authorize")(endpoints.ask)
    app.post("/authorize")(endpoints.authorize)
    app.post("/token")(endpoints.token)
    app.get("/userinfo")(endpoints.user_info)
    app.get("/end")(endpoints.end)
    return app


PAGE = """<!doctype html><html lang="en"><title>Ministry sign-in</title><form method="post">
<label>Name <input name="person"></label><button>Enter</button>
<button name="action" value="cancel">Cancel</button></form>"""


def signed(claims: Claims, key: Any, algorithm: str = "RS256") -> str:
    """A token with these claims."""
    header = {"alg": algorithm, "kid": key.kid}
    return jwt.encode(header, claims, key, algorithms=[algorithm])


def _key(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


def html() -> Response:
    return Response("<h1>Welcome</h1>", content_type="text/html")


def failing() -> Response:
    return Response("out of order", 503)


def hanging(seconds: float) -> Callable[[], Response]:
    def answer() -> Response:
        time.sleep(seconds)
        return failing()

    return answer


def dripping(seconds: float) -> Callable[[], Response]:
    """An answer that comes letter by letter."""

    def answer() -> Response:
        def letters() -> Iterator[str]:
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                yield " "
                time.sleep(0.1)

        return Response(letters(), content_type="application/json")

    return answer
