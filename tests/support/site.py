"""The site as a visitor without a screen walks it: signing in, following links, knowing what screen one is on."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, Request, build_opener

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map

from lms.demo.accounts import DOMAIN, PASSWORD
from lms.platform import clock

ACCOUNTS = {
    "centre_administrator": "centre",
    "coordinator": "coordinator",
    "ministry_analyst": "analyst",
    "system_administrator": "admin",
    "statistics_reader": "figures",
    "auditor": "auditor",
    "trainer": "trainer",
    "trainee": "trainee",
    "public": "",
    "analyst_in_georgia": "georgia",
}
"""The demonstration account that looks at the site for each role; the first who finds a screen shows it."""


def run_in_egypt(course: str) -> str:
    """The code of the run that the demonstration has of a course: by the fiscal year, which begins in July."""
    today = clock.today("Africa/Cairo")
    return f"{course}-{today.year - (today.month < 7)}-01"


RARE = {
    "centre_administrator": (
        "/runs/RARE-READY/results",
        "/runs/RARE-SHORT/results",
        "/runs/RARE-COMING",
        "/runs/RARE-UNNAMED/attendance",
        "/runs/RARE-LOCKED/attendance",
        "/objections",
        "/programmes/RARE",
        "/certificates?state=revoked",
        "/people?q=rare+twice",
        "/people?q=rare+twcie",
    ),
    "coordinator": ("/people?number=with",),
    "ministry_analyst": ("/plans?sort=-year",),
}
"""Where a role finds what few records show: `tests.support.rare` makes them."""


@dataclass(frozen=True)
class Answer:
    """What came back, and from where after all redirects."""

    url: str
    status: int
    kind: str
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


class Visitor:
    """Somebody with cookies, signed in as a demonstration account or not at all."""

    def __init__(self, site: str, account: str = "", language: str = "en") -> None:
        self.site = site
        self.jar = CookieJar()
        self._opener = build_opener(HTTPCookieProcessor(self.jar))
        self._opener.addheaders = [("Accept-Language", language)]
        if account:
            self._sign_in(account)

    def get(self, url: str) -> Answer:
        return self._send(Request(urljoin(self.site, url)))

    def post(self, url: str, fields: dict[str, str]) -> Answer:
        return self._send(Request(urljoin(self.site, url), urlencode(fields).encode()))

    def cookies(self) -> list[dict[str, str]]:
        """The same cookies for a browser."""
        return [
            {"name": cookie.name, "value": cookie.value or "", "url": self.site}
            for cookie in self.jar
        ]

    def _sign_in(self, account: str) -> None:
        token = token_of(self.get("/sign-in"))
        email = f"{account}@{DOMAIN}"
        entered = self.post("/sign-in", {"csrf_token": token, "email": email, "password": PASSWORD})
        assert "/sign-in" not in entered.url, f"{email} cannot sign in"

    def _send(self, request: Request) -> Answer:
        try:
            answered = self._opener.open(request)
        except HTTPError as refusal:
            answered = refusal
        with answered:
            return Answer(
                answered.url, answered.status, answered.headers.get_content_type(), answered.read()
            )


@dataclass(frozen=True)
class Screen:
    """A screen, and one address where it was found."""

    endpoint: str
    url: str


@dataclass
class Found:
    """What one visitor came upon by following links."""

    screens: dict[str, Screen] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)  # endpoints that answer with something else
    broken: list[str] = field(default_factory=list)

    def endpoints(self) -> set[str]:
        return {*self.screens, *self.files}


Itinerary = dict[str, list[Screen]]
"""The screens that each role shows."""


def itinerary(found: Mapping[str, Found]) -> Itinerary:
    """Every screen once, by the first of ACCOUNTS that came upon it."""
    plan: Itinerary = {}
    known: set[str] = set()
    for role in ACCOUNTS:
        screens = found[role].screens
        plan[role] = [screen for name, screen in screens.items() if name not in known]
        known |= {*screens}
    return plan


class Walk:
    """Following links: to at most `each` addresses of a screen, and to one of each file for all visitors together."""

    def __init__(self, urls: Map, *, each: int = 6) -> None:
        self._urls, self._each = urls, each
        self._files: set[str] = set()

    def of(self, visitor: Visitor, role: str) -> Found:
        """Everything that a visitor comes upon from the start page, and from what is rare."""
        found, times = Found(), Counter[str]()
        starts = ("/", *RARE.get(role, ()))
        known = set(starts)
        waiting = deque((url, "nowhere") for url in starts)
        while waiting:
            url, origin = waiting.popleft()
            name = self._name(url)
            times[name] += 1
            if name in self._files:
                found.files.add(name)
            elif times[name] <= self._each:
                links = self._visit(visitor, url, origin, found)
                waiting += [(link, url) for link in links if link not in known]
                known.update(links)
        return found

    def _visit(self, visitor: Visitor, url: str, origin: str, found: Found) -> list[str]:
        answer = visitor.get(url)
        if answer.status != 200:
            found.broken.append(f"{answer.status} {url}, linked from {origin}")
            return []
        name = self._name(answer.url)
        if answer.kind != "text/html":
            self._files.add(name)
            found.files.add(name)
            return []
        found.screens.setdefault(name, Screen(name, local(answer.url)))
        return [*dict.fromkeys(_Page.of(answer).links_within(visitor.site, answer.url))]

    def _name(self, url: str) -> str:
        name = endpoint_of(self._urls, url)
        return f"{name} as a file" if "format=" in url else name


def endpoint_of(urls: Map, url: str) -> str:
    """The name of the screen at an address."""
    try:
        endpoint, _values = urls.bind("localhost").match(urlsplit(url).path)
    except HTTPException:
        return "unknown"
    return str(endpoint)


def local(url: str) -> str:
    """The path and query of an address."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def token_of(page: Answer) -> str:
    """What the forms of a page are sent with."""
    return _Page.of(page).token


class _Page(HTMLParser):
    """The links of a page, and the token of its forms."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.token = ""

    @classmethod
    def of(cls, answer: Answer) -> _Page:
        page = cls()
        page.feed(answer.text)
        return page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "form" and given.get("method", "get").lower() == "get":
            self.links.append(given.get("action", ""))
        elif given.get("name") == "csrf_token":
            self.token = given.get("value", "")

    def links_within(self, site: str, base: str) -> Iterator[str]:
        """Addresses of this site, once each, without those that only change the language."""
        for link in self.links:
            url = urljoin(base, link)
            asked = dict(parse_qsl(urlsplit(url).query))
            if url.startswith(f"{site}/") and not asked.keys() & {"lang", "sort"}:
                yield local(url)
