"""The web edge: headers, limits, hosts, tokens, and pages that tell of failures."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from pathlib import Path
from socket import create_connection
from threading import Thread

import pytest
from flask import Flask, request
from waitress.server import create_server

from lms.accounts.roles import Role
from lms.app import create_app
from lms.config import ROOT, Settings
from lms.platform.db import db
from lms.platform.static_files import StaticFiles
from lms.platform.web import HEADERS
from lms.wording import subscriptions
from tests.conftest import settings_for
from tests.support.client import Browser
from tests.support.factories import UnitFactory, UserFactory


@pytest.fixture
def guarded(sqlite_app: Flask):
    """The application with form tokens asked for, as it runs outside tests."""
    sqlite_app.config["WTF_CSRF_ENABLED"] = True
    yield sqlite_app
    sqlite_app.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture
def broken(tmp_path: Path) -> Flask:
    """An application whose database is gone."""
    return create_app(settings_for(f"sqlite:///{tmp_path / 'no' / 'such' / 'file.db'}", tmp_path))


def test_a23_every_answer_carries_the_headers_that_keep_others_out(sqlite_app):
    client = sqlite_app.test_client()

    for answer in (
        client.get("/sign-in"),
        client.get("/nowhere"),
        client.get("/places"),
        client.get("/sign-out"),
        client.post("/sign-in", data={}),
        client.get("/sign-in?" + "x" * 5000),
    ):
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, (answer.status_code, name)
        assert re.fullmatch("[0-9a-f]{12}", answer.headers["X-Request-Id"])


@pytest.fixture
def secure(sqlite_app: Flask, tmp_path: Path):
    """The application as it is configured where people reach it over HTTPS."""
    settings = sqlite_app.config["SETTINGS"]
    served = create_app(replace(settings, base_url="https://daftar.example.org"))
    with served.app_context():
        yield served
        db.engine.dispose()


def test_over_https_browsers_are_told_never_to_come_in_clear(secure, sqlite_app):
    for path in ("/sign-in", "/nowhere", "/static/js/app.js"):
        with secure.test_client().get(path) as answer:
            told = answer.headers["Strict-Transport-Security"]
        assert told == "max-age=31536000; includeSubDomains"
    assert "Strict-Transport-Security" not in sqlite_app.test_client().get("/sign-in").headers


def test_over_https_every_cookie_is_bound_to_the_host_and_out_of_reach_of_scripts(secure):
    answer = secure.test_client().get("/sign-in?lang=ar", base_url="https://daftar.example.org")
    cookies = answer.headers.getlist("Set-Cookie")

    assert {one.partition("=")[0] for one in cookies} == {
        "__Host-daftar",
        "__Host-daftar_language",
    }
    for one in cookies:
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(one.split("; ")), one
        assert "Domain=" not in one


def test_no_other_site_reads_an_answer(sqlite_app):
    client = Browser(sqlite_app).sign_in(UserFactory(role=Role.SYSTEM_ADMINISTRATOR))

    for path in ("/sign-in", "/places", "/nowhere", "/static/js/app.js"):
        with client.get(path, headers={"Origin": "https://evil.example.org"}) as answer:
            assert not [
                name for name, _value in answer.headers if name.startswith("Access-Control")
            ]


def test_no_page_stays_on_the_disk_of_the_computer(sqlite_app):
    client = Browser(sqlite_app).sign_in(UserFactory(role=Role.SYSTEM_ADMINISTRATOR))

    for path in ("/", "/places", "/account", "/places?format=csv", "/nowhere", "/sign-in"):
        assert "no-store" in client.get(path).headers["Cache-Control"], path


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "CONNECT", "FOO"])
def test_methods_that_nothing_uses_are_refused(sqlite_app, method):
    client = Browser(sqlite_app).sign_in(UserFactory(role=Role.SYSTEM_ADMINISTRATOR))

    for path in ("/places", "/sign-out", "/static/js/app.js", "/nowhere"):
        answer = client.client.open(path, method=method)
        assert answer.status_code == 405, path
        assert {one.strip() for one in answer.headers["Allow"].split(",")} == {
            "GET",
            "HEAD",
            "POST",
        }


@pytest.mark.parametrize(
    "path",
    [
        *("/.git/config", "/.git/HEAD", "/.gitignore", "/pyproject.toml", "/instance/daftar.db"),
        *("/static/../pyproject.toml", "/static/%2e%2e/.git/HEAD"),
        *("/static/", "/static/js/", "/static/js", "/instance/secrets.toml"),
    ],
)
def test_nothing_but_the_static_files_is_served_and_no_list_of_them(sqlite_app, path):
    assert sqlite_app.test_client().get(path).status_code == 404


def test_every_text_says_its_encoding(sqlite_app):
    client = Browser(sqlite_app).sign_in(UserFactory(role=Role.SYSTEM_ADMINISTRATOR))

    for path, kind in (
        ("/places", "text/html"),
        ("/nowhere", "text/html"),
        ("/places?format=csv", "text/csv"),
        ("/static/js/app.js", "text/javascript"),
        ("/static/css/app.css", "text/css"),
    ):
        with client.get(path) as answer:
            assert answer.headers["Content-Type"] == f"{kind}; charset=utf-8"
    with client.get("/static/favicon.svg") as answer:
        assert answer.headers["Content-Type"] == "image/svg+xml; charset=utf-8"


def test_no_code_asks_for_a_value_wherever_it_comes_from():
    """Body, address and cookies are read apart, so that none of them stands in for another."""
    mixed = [
        f"{path.name}:{node.lineno}"
        for path in (ROOT / "lms").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "request.values"
    ]

    assert mixed == []


def test_a14_a_form_without_its_token_is_refused_in_the_readers_language(guarded):
    answer = guarded.test_client().post(
        "/sign-in", data={"email": "a@b.cc"}, headers={"Accept-Language": "ar"}
    )

    assert answer.status_code == 400
    assert 'lang="ar"' in answer.text


def test_a14_every_route_that_changes_data_asks_for_the_token(guarded):
    client = Browser(guarded).sign_in(UserFactory(role=Role.SYSTEM_ADMINISTRATOR))
    values = {"int": "1", "string": "x"}

    by_their_form = {
        "accounts.accept_invitation",
        "accounts.choose_password",
    }  # tests/accounts/test_resets.py

    for rule in guarded.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and rule.endpoint not in by_their_form:
            path = re.sub(r"<(int|string):[^>]+>", lambda part: values[part[1]], rule.rule)
            assert client.post(path).status_code == 400, rule.rule


def test_a14_the_token_of_another_session_is_refused(guarded):
    theirs = guarded.test_client().get("/sign-in").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', theirs)[1]
    mine = guarded.test_client()
    mine.get("/sign-in")

    assert mine.post("/sign-in", data={"csrf_token": token}).status_code == 400


def test_a14_with_its_token_a_form_is_read(guarded):
    client = guarded.test_client()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/sign-in").text)[1]

    assert client.post("/sign-in", data={"csrf_token": token}).status_code == 422


def test_a15_no_address_that_changes_data_can_be_opened(sqlite_app):
    client = Browser(sqlite_app).sign_in(UserFactory(role=Role.SYSTEM_ADMINISTRATOR))
    values = {"int": "1", "string": "x"}
    rules = list(sqlite_app.url_map.iter_rules())
    opened = {rule.rule for rule in rules if "GET" in (rule.methods or ())}

    for rule in rules:
        if "POST" in (rule.methods or ()) and rule.rule not in opened:
            path = re.sub(r"<(int|string):[^>]+>", lambda part: values[part[1]], rule.rule)
            answer = client.get(path)
            # A single word may be a code: then it is a page that does not exist.
            assert answer.status_code in {404, 405}, rule.rule
    assert client.get("/sign-out").status_code == 405


def test_a20_a_host_that_is_not_ours_is_refused(sqlite_application, tmp_path):
    settings = settings_for(f"sqlite:///{tmp_path / 'x.db'}", tmp_path)
    app = create_app(Settings(**{**vars(settings), "trusted_hosts": ("daftar.example.org",)}))

    def asked_as(host: str) -> int:
        return app.test_client().get("/sign-in", headers={"Host": host}).status_code

    assert asked_as("evil.example.org") == 400
    assert asked_as("daftar.example.org") != 400


@pytest.mark.parametrize("name", ["x" * 1_000_000, "س" * 500_000])
def test_a65_a_million_letters_in_a_field_are_told_at_the_field(sqlite_app, name):
    unit = UnitFactory()
    client = Browser(sqlite_app).sign_in(UserFactory(role=Role.SYSTEM_ADMINISTRATOR, unit=unit))

    assert client.post(f"/places/{unit.code}/edit", {"name_en": name}).status_code == 422


def test_a65_too_many_fields_and_too_long_a_body_are_refused_unread(sqlite_app):
    client = sqlite_app.test_client()
    part = '--b\r\nContent-Disposition: form-data; name="f"\r\n\r\nx\r\n'
    parts = (part * 10_000 + "--b--\r\n").encode()

    many = client.post("/sign-in", data=parts, content_type="multipart/form-data; boundary=b")
    huge = client.post("/sign-in", environ_overrides={"CONTENT_LENGTH": str(10**9)})
    unsaid = client.get("/sign-in", headers={"Transfer-Encoding": "chunked"})

    assert many.status_code == 413
    assert huge.status_code == 413
    assert unsaid.status_code == 413


def test_a53_a_file_beyond_the_limit_is_refused(sqlite_app):
    limit = sqlite_app.config["MAX_CONTENT_LENGTH"]
    too_much = {"CONTENT_LENGTH": str(limit + 1)}
    answer = sqlite_app.test_client().post("/sign-in", environ_overrides=too_much)

    assert answer.status_code == 413
    assert 'id="error"' in answer.text


@pytest.mark.parametrize(("language", "words"), [("en", "Something went wrong"), ("ar", "خطأ")])
def test_a_failure_is_told_though_the_database_is_gone(broken, language, words, monkeypatch):
    monkeypatch.setattr(subscriptions, "_next_look", 0.0)  # the institution's own words are due
    client = broken.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = "a token"

    answer = client.get("/places", headers={"Accept-Language": language})

    assert answer.status_code == 500
    assert f'lang="{language}"' in answer.text
    assert answer.headers["X-Request-Id"] in answer.text
    assert words in answer.text
    assert "Traceback" not in answer.text


def test_a_file_of_the_product_is_served_though_the_database_is_gone(broken, monkeypatch):
    monkeypatch.setattr(subscriptions, "_next_look", 0.0)

    with broken.test_client().get("/static/css/app.css") as answer:
        assert answer.status_code == 200


def test_an_error_that_nobody_expected_is_told_and_logged(sqlite_app, caplog):
    def breaks() -> str:
        raise RuntimeError("the inside of it")

    app = create_app(sqlite_app.config["SETTINGS"])
    app.view_functions["accounts.sign_in"] = breaks

    answer = app.test_client().get("/sign-in")

    assert answer.status_code == 500
    assert "the inside of it" not in answer.text
    assert f"unhandled error in request {answer.headers['X-Request-Id']}" in caplog.text
    assert "RuntimeError: the inside of it" in caplog.text
    assert app.test_client().get("/forgotten").status_code == 200


def test_static_files_are_kept_until_they_change(sqlite_app, tmp_path):
    page = sqlite_app.test_client().get("/sign-in").text
    address = re.search(r'href="(/static/css/app\.css\?v=[0-9a-f]{10})"', page)[1]

    with sqlite_app.test_client().get(address) as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"

    (tmp_path / "a.css").write_text("a")
    served, watched = StaticFiles(tmp_path), StaticFiles(tmp_path, watched=True)
    first = served.url("a.css")
    assert watched.url("a.css") == first
    (tmp_path / "a.css").write_text("b")
    assert served.url("a.css") == first  # until the process starts anew
    assert watched.url("a.css") == StaticFiles(tmp_path).url("a.css") != first
    assert served.url("none.css") == "/static/none.css"


def client_seen(app: Flask, proxies: int) -> tuple[str, str, str]:
    """What is believed of a request through so many proxies of ours, when its sender has forged headers too."""
    app = create_app(replace(app.config["SETTINGS"], proxies=proxies))
    seen = []
    app.before_request(lambda: seen.append((request.remote_addr, request.host, request.scheme)))
    forged = {
        "X-Forwarded-For": "6.6.6.6, 203.0.113.9",
        "X-Forwarded-Host": "evil.example.org, daftar.example.org",
        "X-Forwarded-Proto": "http, https",
        "X-Real-IP": "6.6.6.6",
        "Forwarded": "for=6.6.6.6",
    }
    app.test_client().get("/nowhere", headers=forged)
    ((address, host, scheme),) = seen
    return str(address), host, scheme


def test_only_what_our_own_proxies_say_is_believed(sqlite_app):
    assert client_seen(sqlite_app, 0) == ("127.0.0.1", "localhost", "http")
    assert client_seen(sqlite_app, 1) == ("203.0.113.9", "daftar.example.org", "https")


def test_where_a_request_ends_is_read_in_one_way(sqlite_app):
    """After chunks with a length beside them nothing more is read, and an encoding that is not known is refused."""
    server = create_server(sqlite_app, host="127.0.0.1", port=0)
    thread = Thread(target=server.run, daemon=True)
    thread.start()

    def sent(encoding: str) -> list[bytes]:
        head = f"Host: localhost\r\nContent-Length: 60\r\nTransfer-Encoding: {encoding}\r\n\r\n"
        after = "GET /nowhere HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        with create_connection(("127.0.0.1", server.effective_port), timeout=20) as line:
            line.sendall(f"POST /nowhere HTTP/1.1\r\n{head}0\r\n\r\n{after}".encode())
            answered = b"".join(iter(lambda: line.recv(65536), b""))
        return re.findall(rb"^HTTP/1\.[01] (\d{3})", answered, re.MULTILINE)

    try:
        assert sent("chunked") == [b"404"]
        assert sent("xchunked") == [b"501"]
    finally:
        server.close()
