"""Serves the page in the browser: static files from memory, packed, under a policy that allows no other host."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

FOLDER = Path(__file__).parent / "page"
KINDS = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
SERVED = ("css", "i18n", "js", "vendor")
PRELOADED = ("vendor", "js")
PRELOAD_MARK = "<!--preload-->"
INLINE = re.compile(r'<script type="importmap">(.*?)</script>', re.DOTALL)
PACKING = 6


@dataclass(frozen=True, slots=True)
class Asset:
    """One file: its bytes, the same packed with gzip, its type, and a tag that changes with its content."""

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
    """The Content-Security-Policy of the page: its own files and the one inline import map, nothing else."""
    inline = INLINE.search(index)
    digest = base64.b64encode(hashlib.sha256(inline[1].encode()).digest()).decode() if inline else ""
    return (
        f"default-src 'none'; script-src 'self' 'sha256-{digest}'; style-src 'self'; img-src 'self' data: blob:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def with_preloads(index: str, folder: Path) -> str:
    """The document with a hint for every module, so that they load at once and not one after another."""
    modules = [path for part in PRELOADED for path in sorted((folder / part).glob("*.js"))]
    hints = "\n  ".join(f'<link rel="modulepreload" href="/{path.relative_to(folder)}">' for path in modules)
    return index.replace(PRELOAD_MARK, hints)


class Pages:
    """The routes of the page. Files are read once each time they change, so that editing needs no restart."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._kept: dict[Path, tuple[int, Asset]] = {}
        self._policy = policy((folder / "index.html").read_text("utf-8"))

    def register(self, app: web.Application) -> None:
        """Add `/`, `/icon.svg` and the folders of `SERVED`."""
        app.router.add_get("/", self.index)
        app.router.add_get("/icon.svg", self.icon)
        app.router.add_get(f"/{{part:{'|'.join(SERVED)}}}/{{name:[\\w.-]+}}", self.file)

    async def index(self, request: web.Request) -> web.Response:
        """The document, with module hints and the policy."""
        text = with_preloads((self._folder / "index.html").read_text("utf-8"), self._folder)
        answer = _answer(request, Asset.of(text.encode(), KINDS[".html"]))
        answer.headers["Content-Security-Policy"] = self._policy
        return answer

    async def icon(self, request: web.Request) -> web.Response:
        """The picture in the browser's tab."""
        return _answer(request, self._asset(self._folder / "icon.svg"))

    async def file(self, request: web.Request) -> web.Response:
        """A style, module or catalogue; 404 for anything else."""
        path = self._folder / request.match_info["part"] / request.match_info["name"]
        if path.suffix not in KINDS or not path.is_file():
            raise web.HTTPNotFound(text="There is no such file.")
        return _answer(request, self._asset(path))

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
