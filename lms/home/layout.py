"""What every page's frame needs: who reads, how, and where they can go. Worked out only when a page asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Flask, current_app, g, request, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select
from werkzeug.local import LocalProxy

from lms.accounts.policy import LOOK, MANAGE, VIEW_LOOKS
from lms.accounts.queries import has_demonstration, roles_held, unit_names
from lms.accounts.roles import LABELS
from lms.accounts.sessions import SignedInUser, signed_in
from lms.calendars.policy import MANAGE as KEEP_CALENDARS
from lms.home.navigation import NAVIGATION, RUN_TABS, Entry
from lms.organisation.queries import zone_of
from lms.platform.access import PERMISSIONS, Actor, Permission, current_actor
from lms.platform.clock import today
from lms.platform.db import db
from lms.platform.i18n import LANGUAGES, _, direction, language, preferences
from lms.platform.i18n.dates import date_text, time_text
from lms.platform.links import addresses, made_once, screen
from lms.platform.localised import name_of
from lms.platform.remembered import remembered
from lms.wording.policy import MANAGE as WORD

SCREENS = {
    "home": "home.start",
    "search": "home.search",
    "settings": "accounts.preferences",
    "account": "accounts.own_account",
    "accounts": "accounts.users",
    "looks": "accounts.looks",
    "calendars": "calendars.months",
    "wording": "wording.messages",
    "sign_in": "accounts.sign_in",
    "sign_out": "accounts.sign_out",
    "switch_role": "accounts.switch_role",
    "verify": "certificates.verify",
    "demo": "demo.about",
}
"""Where the frame leads, besides the navigation."""


@dataclass(frozen=True, slots=True)
class Link:
    """A word that leads somewhere."""

    label: str
    url: str
    icon: str = ""
    current: bool = False


class Choice(NamedTuple):
    """A language, or a role held by the account."""

    code: str
    name: str
    url: str
    current: bool
    unit: str = ""
    lender: str = ""
    """Who lent the role."""


class AccountMenu(NamedTuple):
    """Who reads, and what stands under their name; addresses are None where there is no such screen for them."""

    user_name: str | None
    role_label: str | None
    roles: tuple[Choice, ...]
    sign_in: str | None
    own: str | None
    accounts: str | None
    looks: str | None
    calendars: str | None
    wording: str | None
    settings: str | None
    sign_out: str | None
    switch_role: str | None
    forms: str
    """What the tokens of its forms are made of."""


class Look(NamedTuple):
    """A look outside the scope: what the banner says, and where it is ended."""

    text: str
    end_url: str


class Layout:
    """The frame of one page, for one reader."""

    @cached_property
    def user(self) -> SignedInUser | None:
        return signed_in()

    @cached_property
    def actor(self) -> Actor:
        return current_actor()

    @cached_property
    def language(self) -> str:
        return language()

    @cached_property
    def direction(self) -> str:
        return direction()

    @cached_property
    def theme(self) -> str:
        return preferences().theme

    @cached_property
    def institution(self) -> str:
        user = self.user
        return name_of(user.sign_in, self.language) if user else _("Daftar")

    @cached_property
    def subtitle(self) -> str:
        return _("Training register")

    @cached_property
    def user_name(self) -> str | None:
        actor = self.actor
        return actor.name if actor.is_signed_in else None

    @cached_property
    def role_label(self) -> str | None:
        actor = self.actor
        return str(LABELS[actor.role]) if actor.is_signed_in else None  # type: ignore[index]  # signed in, so a Role

    @cached_property
    def roles(self) -> tuple[Choice, ...]:
        """The roles one can switch between, where there are several."""
        user = self.user
        if user is None or user.sign_in.roles < 2:
            return ()
        account_id, chosen = user.actor.id, user.sign_in.grant_id
        held = remembered(("roles held", account_id, today()), lambda: roles_held(account_id))
        return tuple(
            Choice(
                str(grant.grant_id),
                str(LABELS[grant.role]),
                "",
                grant.grant_id == chosen,
                name_of(grant, self.language),
                grant.lender_name or "",
            )
            for grant in held
        )

    @cached_property
    def account(self) -> AccountMenu:
        urls = self.urls
        return AccountMenu(
            self.user_name,
            self.role_label,
            self.roles,
            urls["sign_in"],
            urls["account"],
            urls["accounts"],
            urls["looks"],
            urls["calendars"],
            urls["wording"],
            urls["settings"],
            urls["sign_out"],
            urls["switch_role"],
            _secret_of_forms() if self.user_name else "",
        )

    @cached_property
    def look(self) -> Look | None:
        """The look outside the scope that lasts."""
        user = self.user
        if user is None or user.sign_in.look_unit_id is None or user.sign_in.look_ends_at is None:
            return None
        place = unit_names({user.sign_in.look_unit_id})[user.sign_in.look_unit_id]
        ends_at = user.sign_in.look_ends_at.astimezone(ZoneInfo(zone_of(user.actor)))
        return Look(
            _(
                "You are looking at %(place)s until %(time)s, reading only.",
                place=place,
                time=time_text(ends_at),
            ),
            addresses("accounts.end_look", "look_id")(user.sign_in.look_id),
        )

    @cached_property
    def nav(self) -> tuple[Link, ...]:
        role, here = self.actor.role, request.endpoint or ""
        links = made_once((role, here, self.language), lambda: _navigation(role, here))
        user = self.user
        if user is None or user.sign_in.look_unit_id is None:
            return links
        entries = zip(NAVIGATION[role], links, strict=True)
        return tuple([link for entry, link in entries if _is_open(entry.endpoint)])

    @cached_property
    def stand_in(self) -> str | None:
        """That one acts in somebody's place, as which role and until when."""
        user = self.user
        if user is None or user.sign_in.lender_name is None or user.sign_in.ends_on is None:
            return None
        return _(
            "You stand in for %(name)s until %(day)s: %(role)s (%(place)s).",
            name=user.sign_in.lender_name,
            day=date_text(user.sign_in.ends_on),
            role=self.role_label,
            place=self.institution,
        )

    @cached_property
    def phone_nav(self) -> bool:
        return self.actor.role == "trainee"

    @cached_property
    def languages(self) -> tuple[Choice, ...]:
        others = [pair for pair in request.args.items(multi=True) if pair[0] != "lang"]
        page = f"{request.path}?{urlencode(others)}{'&' if others else ''}lang="
        return tuple(
            [
                Choice(code, name, page + code, code == self.language)
                for code, name in LANGUAGES.items()
            ]
        )

    @cached_property
    def urls(self) -> dict[str, str | None]:
        hidden = (
            {"sign_in"}
            if self.actor.is_signed_in
            else {"search", "settings", "account", "sign_out", "switch_role"}
        )
        if not self.actor.has(MANAGE):
            hidden = {*hidden, "accounts"}
        if not (self.actor.has(LOOK) or self.actor.has(VIEW_LOOKS)):
            hidden = {*hidden, "looks"}
        if not self.actor.has(KEEP_CALENDARS):
            hidden = {*hidden, "calendars"}
        if not self.actor.has(WORD):
            hidden = {*hidden, "wording"}
        return {**made_once("screens of the frame", _screens), **dict.fromkeys(hidden)}

    @cached_property
    def demo(self) -> bool:
        user = self.user
        return (
            user.sign_in.has_demonstration
            if user
            else remembered("demonstration", _has_demonstration)
        )


def _screens() -> dict[str, str | None]:
    return {name: screen(endpoint) for name, endpoint in SCREENS.items()}


def _navigation(role: str, here: str) -> tuple[Link, ...]:
    """Where a role can go, with the entry that the screen `here` belongs to."""
    return tuple([_link(entry, role, here) for entry in NAVIGATION[role]])


def _link(entry: Entry, role: str, here: str) -> Link:
    blueprint = entry.endpoint.partition(".")[0]
    current = here == entry.endpoint or (
        here.partition(".")[0] in (blueprint, *entry.also)
        and (not entry.screens or here.startswith(entry.screens))
        and not any(here == other.endpoint for other in NAVIGATION[role])
    )
    return Link(str(entry.label), screen(entry.endpoint) or "#", entry.icon, current)


def _is_open(endpoint: str) -> bool:
    """Whether the reader may open a screen now."""
    access = getattr(current_app.view_functions[endpoint], "access", ())
    return any(isinstance(one, Permission) and current_actor().has(one) for one in access)


def run_tabs(code: str) -> tuple[Link, ...]:
    """The tabs of a course run that the reader may open."""
    actor = current_actor()
    return tuple(
        Link(
            str(tab.label),
            addresses(tab.endpoint, "code")(code),
            current=request.endpoint == tab.endpoint,
        )
        for tab in RUN_TABS
        if tab.endpoint in current_app.view_functions
        and any(key in PERMISSIONS and actor.has(PERMISSIONS[key]) for key in tab.permissions)
    )


def _secret_of_forms() -> str:
    """What this reader's tokens are signed from; a token is made anew each time and an older one is as good."""
    if "csrf_token" not in session:
        generate_csrf()
    return str(session["csrf_token"])


def _has_demonstration() -> bool:
    return bool(db.session.scalar(select(has_demonstration())))


def _layout() -> Layout:
    if "layout" not in g:
        g.layout = Layout()
    layout: Layout = g.layout
    return layout


def init_app(app: Flask) -> None:
    """Give every template `layout`, `actor` and `run_tabs`; none costs anything until a template asks.

    The pages that tell of a failure are drawn with these too, when there may be no database to ask.
    """

    actor = LocalProxy(current_actor)

    @app.context_processor
    def frame() -> dict[str, Any]:
        return {"layout": _layout(), "actor": actor, "run_tabs": run_tabs}
