"""Page in the browser: files from memory, packed, under a policy that allows no other host."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from bot.local_slack.base.errors import NotVisible
from bot.local_slack.base.models import Json
from bot.local_slack.people.wording import LANGUAGES, language_of

FOLDER = Path(__file__).parents[1] / "page"
KINDS = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
SERVED = ("i18n", "js", "vendor")
STYLES = ("base", "layout", "messages", "blocks", "fields", "modal", "tools")
FIRST_MODULE = "main.js"
IMPORTED = re.compile(r'^(?:import|export) [^;]*? from "\./([\w.-]+)";', re.MULTILINE)
PRELOAD_MARK = "<!--preload-->"
BOOT_MARK = "<!--boot-->"
INLINE = re.compile(r'<script type="importmap">(.*?)</script>', re.DOTALL)
PACKING = 6
LOCALE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
QUALITY = re.compile(r"q=[01](\.[0-9]{0,3})?")
# Opens the walkthrough, for whoever comes by the bare address.
WELCOME = "welcome"


@dataclass(frozen=True, slots=True)
class Asset:
    """File to serve: its bytes, the same packed with gzip, its type, and a tag that changes with its content."""

    plain: bytes
    packed: bytes
    kind: str
    tag: str

    @classmethod
    def of(cls, content: bytes, kind: str) -> Asset:
        """Pack `content`; the same content always gives the same tag."""
        tag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
        return cls(content, gzip.compress(content, PACKING, mtime=0), kind, tag)


def policy(index: str) -> str:
    """Write the Content-Security-Policy of the page: its own files and the one inline import map, nothing else."""
    inline = INLINE.search(index)
    digest = base64.b64encode(hashlib.sha256(inline[1].encode()).digest()).decode() if inline else ""
    return (
        f"default-src 'none'; script-src 'self' 'sha256-{digest}'; style-src 'self'; img-src 'self' data: blob:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def reachable(folder: Path) -> list[str]:
    """List modules that the first one imports, directly or through others; not those fetched when needed."""
    found, todo = [], [FIRST_MODULE]
    while todo:
        name = todo.pop()
        if name not in found:
            found.append(name)
            todo += IMPORTED.findall((folder / "js" / name).read_text("utf-8"))
    return sorted(found)


def with_preloads(index: str, folder: Path) -> str:
    """Put a hint for every module into the document, so that they load at once and not one after another."""
    modules = [f"vendor/{path.name}" for path in sorted((folder / "vendor").glob("*.js"))]
    modules += [f"js/{name}" for name in reachable(folder)]
    hints = "\n  ".join(f'<link rel="modulepreload" href="/{module}">' for module in modules)
    return index.replace(PRELOAD_MARK, hints)


def wanted_locales(header: str) -> list[str]:
    """List the locales of an Accept-Language header (RFC 9110), the best first, without `*` and what is refused."""
    found: list[tuple[float, str]] = []
    for part in header.split(","):
        locale, _, quality = (word.strip() for word in part.partition(";"))
        weight = float(quality[2:]) if QUALITY.fullmatch(quality) else 1.0
        if LOCALE.fullmatch(locale) and weight > 0:
            found.append((weight, locale))
    return [locale for _, locale in sorted(found, key=lambda one: -one[0])]


def with_boot(index: str, boot: Json) -> str:
    """Put the data that the page needs at once into the document, in a form that no policy has to allow."""
    data = json.dumps(boot, separators=(",", ":")).replace("<", "\\u003c")
    return index.replace(BOOT_MARK, f'<script type="application/json" id="boot">{data}</script>')


class Pages:
    """Routes of the page. Files are read once each time they change, so that editing needs no restart.

    `state_of(person id)` is the first state of a person's page, as JSON; `somebody(locales)` the person to be when
    the address names nobody, for a browser that wants these locales, the best first.
    """

    def __init__(
        self, state_of: Callable[[str], Json], somebody: Callable[[Sequence[str]], str], folder: Path = FOLDER
    ) -> None:
        self._state_of = state_of
        self._somebody = somebody
        self._folder = folder
        self._kept: dict[Path, tuple[int, Asset]] = {}
        self._policy = policy((folder / "index.html").read_text("utf-8"))

    def register(self, app: web.Application) -> None:
        """Add `/`, `/icon.svg`, `/page.css` and the folders of `SERVED`."""
        app.router.add_get("/", self.index)
        app.router.add_get("/icon.svg", self.icon)
        app.router.add_get("/page.css", self.styles)
        app.router.add_get(f"/{{part:{'|'.join(SERVED)}}}/{{name:[\\w.-]+}}", self.file)

    async def index(self, request: web.Request) -> web.Response:
        """Serve the document with module hints, first state and policy; redirect to a person when none is named."""
        viewer = request.query.get("as", "")
        if not viewer:
            person = self._somebody(wanted_locales(request.headers.get("Accept-Language", "")))
            raise web.HTTPFound(f"/?as={person}&{WELCOME}")
        text = with_preloads((self._folder / "index.html").read_text("utf-8"), self._folder)
        answer = _answer(request, Asset.of(with_boot(text, self._boot(viewer)).encode(), KINDS[".html"]))
        answer.headers["Content-Security-Policy"] = self._policy
        return answer

    async def icon(self, request: web.Request) -> web.Response:
        """Serve the icon of the browser's tab."""
        return _answer(request, self._asset(self._folder / "icon.svg"))

    async def styles(self, request: web.Request) -> web.Response:
        """Serve all style sheets in order, as one: later ones refine earlier ones."""
        parts = [self._asset(self._folder / "css" / f"{name}.css").plain for name in STYLES]
        return _answer(request, Asset.of(b"".join(parts), KINDS[".css"]))

    async def file(self, request: web.Request) -> web.Response:
        """Serve a module or catalogue; 404 for anything else."""
        path = self._folder / request.match_info["part"] / request.match_info["name"]
        if path.suffix not in KINDS or not path.is_file():
            raise web.HTTPNotFound(text="There is no such file.")
        return _answer(request, self._asset(path))

    def _boot(self, viewer: str) -> Json:
        try:
            state = self._state_of(viewer)
        except NotVisible as error:
            return {"error": str(error), "language": LANGUAGES[0], "words": self._words(LANGUAGES[0])}
        me = next(person for person in state["people"] if person["id"] == state["me"])
        language = language_of(me["locale"])
        return {"state": state, "language": language, "words": self._words(language)}

    def _words(self, language: str) -> Json:
        words: Json = json.loads((self._folder / "i18n" / f"{language}.json").read_text("utf-8"))
        return words

    def _asset(self, path: Path) -> Asset:
        changed = path.stat().st_mtime_ns
        known = self._kept.get(path)
        if known is None or known[0] != changed:
            known = (changed, Asset.of(path.read_bytes(), KINDS[path.suffix]))
            self._kept[path] = known
        return known[1]


def _answer(request: web.Request, asset: Asset) -> web.Response:
    headers = {
        "ETag": asset.tag,
        "Cache-Control": "no-cache",
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    if request.headers.get("If-None-Match") == asset.tag:
        return web.Response(status=304, headers=headers)
    packs = "gzip" in request.headers.get("Accept-Encoding", "")
    if packs:
        headers["Content-Encoding"] = "gzip"
    body = asset.packed if packs else asset.plain
    return web.Response(body=body, content_type=asset.kind, charset="utf-8", headers=headers)
