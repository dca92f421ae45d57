"""Settings: typed, from the environment and `instance/settings.toml`, complete or the application does not start."""

from __future__ import annotations

import base64
import os
import re
import secrets
import tomllib
from dataclasses import dataclass, field, fields
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
MINIMUM_SECRET = 32
MAIL_PORTS = {"smtp": 25, "starttls": 587, "smtps": 465}
"""The ways to a mail server: in clear, secured once connected, secured from the first byte; and their ports."""


_SENDER = re.compile(r"\+?[0-9]{3,15}|[A-Za-z0-9 ]{1,11}")
THIS_MACHINE = {None, "localhost", "127.0.0.1", "::1"}


class BadSettings(Exception):
    """The settings are incomplete or unsafe; the message says which and what to do."""


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over, and as whom."""

    scheme: str
    host: str
    port: int
    user: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class Settings:
    """Everything that can be set. `docs/operating.md` describes each; a test compares the two lists."""

    environment: str = "development"  # or "production"
    instance: Path = ROOT / "instance"
    database_url: str = ""  # default: SQLite in the instance folder
    secret_key: str = field(default="", repr=False)  # signs cookies and form tokens
    data_key: str = field(default="", repr=False)  # base64 of 32 bytes; seals national IDs
    base_url: str = "http://127.0.0.1:8000"  # printed on certificates and in links
    trusted_hosts: tuple[str, ...] = ()
    proxies: int = 0
    queue_url: str = "sqlite"
    second_factor: str = ""  # required (what nothing means too) or offered
    smtp_url: str = field(default="", repr=False)  # the mail server; may hold a password
    mail_from: str = ""  # "Training register <training@example.org>"
    smtp_timeout: int = 10  # seconds that the mail server is waited for
    sms_url: str = field(default="", repr=False)  # the gateway for text messages
    sms_key: str = field(default="", repr=False)
    sms_sender: str = ""  # what telephones show as the sender
    sms_timeout: int = 10  # seconds that the gateway is waited for
    oidc_issuer: str = ""  # the provider of single sign-on, as it names itself
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    oidc_name_en: str = ""  # what the provider is called on the sign-in page
    oidc_name_ar: str = ""
    oidc_name_fa: str = ""
    oidc_name_ka: str = ""
    oidc_scopes: tuple[str, ...] = ("openid", "profile", "email")
    oidc_roles: str = ""  # the file that says which claim gives which role where
    oidc_second_factor: tuple[str, ...] = ()  # values of acr or amr that count as a second step
    oidc_link_invited: bool = False  # by a verified email, to accounts that nobody has entered yet
    oidc_timeout: int = 5  # seconds that the provider is waited for
    audit_heads: str = ""  # default: audit-heads.jsonl in the instance folder
    max_upload_mb: int = 50
    debug: bool = False
    testing: bool = False

    @property
    def is_production(self) -> bool:
        return self.environment == "production"

    @property
    def requires_second_factor(self) -> bool:
        return self.second_factor != "offered"

    @property
    def heads_file(self) -> Path:
        return Path(self.audit_heads) if self.audit_heads else self.instance / "audit-heads.jsonl"

    @property
    def set_up_code_file(self) -> Path:
        return self.instance / "set-up-code"

    @property
    def mail_folder(self) -> Path:
        """Where messages are written while there is no mail server and this is no production."""
        return self.instance / "mail"

    @property
    def mail_server(self) -> MailServer | None:
        """The mail server; None where none is set."""
        if not self.smtp_url:
            return None
        parts = urlsplit(self.smtp_url)
        port = parts.port or MAIL_PORTS[parts.scheme]
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return MailServer(parts.scheme, parts.hostname or "", port, user, password)

    @property
    def has_single_sign_on(self) -> bool:
        return bool(self.oidc_issuer)

    @property
    def https(self) -> bool:
        return urlsplit(self.base_url).scheme == "https"

    @property
    def max_upload_bytes(self) -> int:
        return self.max_upload_mb * 1024 * 1024

    @property
    def data_key_bytes(self) -> bytes:
        return base64.b64decode(self.data_key)


def load(environ: dict[str, str] | None = None) -> Settings:
    """Read the settings file, let the environment (`LMS_…`) override it, and check the whole."""
    env = dict(os.environ if environ is None else environ)
    instance = Path(env.get("LMS_INSTANCE", Settings.instance)).resolve()
    given = _from_file(instance / "settings.toml") | _from_environment(env)
    given["instance"] = instance
    given.setdefault("database_url", f"sqlite:///{instance / 'daftar.db'}")
    if given.get("environment", "development") != "production":
        given = _development_secrets(instance) | given
    settings = Settings(**given)
    check(settings)
    return settings


def check(settings: Settings) -> None:
    """Refuse what is incomplete, and in production what is unsafe.

    Raises:
        BadSettings: naming every setting that is wrong.
    """
    wrong = []
    if settings.environment not in {"development", "production"}:
        wrong.append("LMS_ENVIRONMENT must be development or production")
    if settings.second_factor not in {"", "required", "offered"}:
        wrong.append("LMS_SECOND_FACTOR must be required or offered")
    try:
        if len(settings.data_key_bytes) != 32:
            wrong.append("LMS_DATA_KEY must be the base64 of 32 random bytes")
    except ValueError:
        wrong.append("LMS_DATA_KEY is not valid base64")
    wrong += _wrong_about_mail(settings) + _wrong_about_texts(settings)
    wrong += _wrong_about_single_sign_on(settings)
    if settings.is_production:
        wrong += _unsafe_in_production(settings)
    if wrong:
        raise BadSettings("; ".join(wrong))


def _wrong_about_mail(settings: Settings) -> list[str]:
    if not settings.smtp_url:
        return []
    wrong = []
    try:
        server = settings.mail_server
    except (ValueError, KeyError):  # a port that is no number, a scheme that is not known
        server = None
    if server is None or not server.host:
        wrong.append("LMS_SMTP_URL must be smtp://, starttls:// or smtps:// and a host")
    elif server.password and server.scheme == "smtp":
        wrong.append("LMS_SMTP_URL would send its password in clear: use starttls:// or smtps://")
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", parseaddr(settings.mail_from)[1]):
        wrong.append("LMS_MAIL_FROM must be the address that mail comes from")
    if settings.smtp_timeout < 1:
        wrong.append("LMS_SMTP_TIMEOUT must be at least one second")
    return wrong


def _wrong_about_texts(settings: Settings) -> list[str]:
    given = [name for name in ("sms_url", "sms_key", "sms_sender") if getattr(settings, name)]
    if not given:
        return []
    wrong = [
        f"LMS_{name.upper()} is needed for text messages (LMS_{given[0].upper()} is set)"
        for name in ("sms_url", "sms_key", "sms_sender")
        if name not in given
    ]
    if settings.sms_url and not _is_safe_address(urlsplit(settings.sms_url), settings):
        wrong.append("LMS_SMS_URL must be https:// and a host")
    if settings.sms_sender and not _SENDER.fullmatch(settings.sms_sender):
        wrong.append("LMS_SMS_SENDER must be a number or up to 11 letters and digits")
    if not settings.sms_key.isascii() or any(one.isspace() for one in settings.sms_key):
        wrong.append("LMS_SMS_KEY must be letters, digits and marks without spaces")
    if settings.sms_timeout < 1:
        wrong.append("LMS_SMS_TIMEOUT must be at least one second")
    return wrong


def _is_safe_address(url: SplitResult, settings: Settings) -> bool:
    """In clear only on this machine, and there only for trying it out."""
    in_clear = url.scheme == "http" and url.hostname in THIS_MACHINE
    return (url.scheme == "https" or (in_clear and not settings.is_production)) and bool(
        url.hostname
    )


def _wrong_about_single_sign_on(settings: Settings) -> list[str]:
    given = [
        one.name
        for one in fields(Settings)
        if one.name.startswith("oidc_") and getattr(settings, one.name) != one.default
    ]
    if not given:
        return []
    wrong = [
        f"LMS_{name.upper()} is needed for single sign-on (LMS_{given[0].upper()} is set)"
        for name in ("oidc_issuer", "oidc_client_id", "oidc_client_secret")
        if not getattr(settings, name)
    ]
    issuer = urlsplit(settings.oidc_issuer)
    if settings.oidc_issuer and not _is_safe_issuer(issuer, settings):
        wrong.append("LMS_OIDC_ISSUER must be https:// and a host, without ? and #")
    if "openid" not in settings.oidc_scopes:
        wrong.append("LMS_OIDC_SCOPES must have openid")
    if settings.oidc_timeout < 1:
        wrong.append("LMS_OIDC_TIMEOUT must be at least one second")
    return wrong


def _is_safe_issuer(issuer: SplitResult, settings: Settings) -> bool:
    return _is_safe_address(issuer, settings) and not (issuer.query or issuer.fragment)


def _unsafe_in_production(settings: Settings) -> list[str]:
    wrong = []
    development = _read_secrets(settings.instance)
    if len(settings.secret_key) < MINIMUM_SECRET:
        wrong.append(f"LMS_SECRET_KEY must have at least {MINIMUM_SECRET} random characters")
    for name in ("secret_key", "data_key"):
        if getattr(settings, name) and getattr(settings, name) == development.get(name):
            wrong.append(f"LMS_{name.upper()} is the one made for development")
    if settings.debug:
        wrong.append("LMS_DEBUG must be off")
    if not settings.https:
        wrong.append("LMS_BASE_URL must begin with https://")
    if not settings.trusted_hosts:
        wrong.append("LMS_TRUSTED_HOSTS must name the hosts that are served")
    return wrong + _in_clear(settings)


def _in_clear(settings: Settings) -> list[str]:
    """What would go to another machine without encryption, or to whoever says to be that machine."""
    wrong = []
    mail = urlsplit(settings.smtp_url)
    if mail.scheme == "smtp" and mail.hostname not in THIS_MACHINE:
        wrong.append("LMS_SMTP_URL must be starttls:// or smtps:// to another machine")
    for name in ("database_url", "queue_url"):
        url = urlsplit(getattr(settings, name))
        checked = "sslmode=verify-full" in url.query
        if url.scheme.startswith("postgresql") and url.hostname not in THIS_MACHINE and not checked:
            wrong.append(f"LMS_{name.upper()} needs ?sslmode=verify-full to another machine")
    return wrong


def _from_file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    values = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: _typed(name, value, f"{path.name}: {name}") for name, value in values.items()}


def _from_environment(env: dict[str, str]) -> dict[str, Any]:
    prefix = "LMS_"
    elsewhere = {"LMS_INSTANCE", "LMS_PYTHON", "LMS_CHROMIUM"}  # for the scripts, and read above
    return {
        name.removeprefix(prefix).lower(): _typed(name.removeprefix(prefix).lower(), value, name)
        for name, value in env.items()
        if name.startswith(prefix) and name not in elsewhere and not name.startswith("LMS_TEST_")
    }


def _typed(name: str, value: Any, shown: str) -> Any:
    kinds = {f.name: f.type for f in fields(Settings)}
    kind = kinds.get(name)
    if kind is None:
        raise BadSettings(f"{shown} is not a setting")
    try:
        if kind == "int":
            return int(value)
        if kind == "bool":
            return value if isinstance(value, bool) else _boolean(value)
        if kind.startswith("tuple"):
            return tuple(value if isinstance(value, list) else value.replace(",", " ").split())
    except ValueError:
        raise BadSettings(f"{shown} must be {kind}, not {value!r}") from None
    return Path(value) if kind == "Path" else str(value)


def _boolean(value: str) -> bool:
    known = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if value.lower() not in known:
        raise ValueError(value)
    return known[value.lower()]


def _read_secrets(instance: Path) -> dict[str, str]:
    path = instance / "secrets.toml"
    if not path.exists():
        return {}
    return {k: str(v) for k, v in tomllib.loads(path.read_text(encoding="utf-8")).items()}


def _development_secrets(instance: Path) -> dict[str, str]:
    """Keys made once for this machine, so that nobody has to invent any to try the product."""
    found = _read_secrets(instance)
    if found:
        return found
    instance.mkdir(parents=True, exist_ok=True)
    made = {
        "secret_key": secrets.token_hex(32),
        "data_key": base64.b64encode(secrets.token_bytes(32)).decode(),
    }
    path = instance / "secrets.toml"
    text = "".join(f'{name} = "{value}"\n' for name, value in made.items())
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    return made
