"""Addresses that requests may go to: those of one of Microsoft's clouds, or the loopback servers of a test."""

from dataclasses import dataclass
from typing import Self
from urllib.parse import SplitResult, urlsplit, urlunsplit

from bot.errors import ConfigurationError
from bot.partner_center.wire.failures import ForeignAddress
from bot.settings import LOOPBACK, Settings


@dataclass(frozen=True)
class Cloud:
    """One of Microsoft's clouds by the hosts of Partner Center, sign-in and Graph."""

    api: str
    login: str
    graph: str


# docs/partner-center.md#addresses
PUBLIC = Cloud("api.partnercenter.microsoft.com", "login.microsoftonline.com", "graph.microsoft.com")
CHINA = Cloud(
    "partner.partnercenterapi.microsoftonline.cn", "login.partner.microsoftonline.cn", "microsoftgraph.chinacloudapi.cn"
)
GOVERNMENT = Cloud("api.partnercenter.microsoft.com", "login.microsoftonline.us", "graph.microsoft.us")
CLOUDS = (PUBLIC, CHINA, GOVERNMENT)

# Paths that bring their version themselves; all others of Partner Center stand below /v1.
_VERSIONED = ("/v1/", "/webhooks/", "/auditactivity/")


@dataclass(frozen=True)
class Addresses:
    """The three bases (scheme, host and port) of this program; a request to anything else is refused before it is made.

    `cloud` names the hosts that tokens are asked for, whichever server the bases lead to.
    """

    api: str
    login: str
    graph: str
    cloud: Cloud

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Take the bases from the settings; ConfigurationError for a host that is neither Microsoft's nor loopback."""
        names = ("partner_center_api_base_url", "partner_center_login_base_url", "graph_base_url")
        bases = [_base(getattr(settings, name)) for name in names]
        for name, base, part in zip(names, bases, ("api", "login", "graph"), strict=True):
            _require_known(name.upper(), base, [getattr(cloud, part) for cloud in CLOUDS])
        login = urlsplit(bases[1]).hostname
        cloud = next((cloud for cloud in CLOUDS if cloud.login == login), PUBLIC)
        return cls(bases[0], bases[1], bases[2], cloud)

    def partner_center(self, uri: str) -> str:
        """Return the URL of a path or of a link of Partner Center, which may lack its /v1.

        See docs/partner-center.md#paging.
        """
        parts = _split(uri)
        if parts.scheme or parts.netloc:
            return self.checked(uri, self.api)
        path = f"/{parts.path.lstrip('/')}"
        path = path if path.startswith(_VERSIONED) else f"/v1{path}"
        return self.checked(self.api + urlunsplit(("", "", path, parts.query, "")), self.api)

    def of_graph(self, uri: str) -> str:
        """Return the URL of a path below /v1.0 of Graph, or of a link that Graph gave."""
        parts = _split(uri)
        whole = uri if parts.scheme or parts.netloc else f"{self.graph}/v1.0/{uri.lstrip('/')}"
        return self.checked(whole, self.graph)

    def of_login(self, url: str) -> str:
        """Return a sign-in URL of the cloud as one of the configured base; nothing else may be asked for tokens."""
        parts = _split(url)
        if (parts.scheme, parts.netloc) == ("https", self.cloud.login):
            url = self.login + urlunsplit(("", "", parts.path, parts.query, ""))
        return self.checked(url, self.login)

    def checked(self, url: str, base: str) -> str:
        """Return the URL; ForeignAddress unless scheme, host and port are those of the base and nobody is named."""
        parts = _split(url)
        if f"{parts.scheme}://{parts.netloc}".lower() != base or has_steps(parts.path):
            raise ForeignAddress(parts.hostname or url[:60])
        return url


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
    except ValueError:
        raise ForeignAddress(url[:60]) from None
    if not url.isprintable():
        raise ForeignAddress(repr(url[:60]))
    return parts


def has_steps(path: str) -> bool:
    """Tell if a path climbs: the server would see another one than was checked."""
    return any(step in {".", ".."} for step in path.lower().replace("%2e", ".").replace("\\", "/").split("/"))


def _base(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def _require_known(name: str, base: str, hosts: list[str]) -> None:
    parts = urlsplit(base)
    if parts.netloc not in hosts and parts.hostname not in LOOPBACK:
        known = ", ".join(f"https://{host}" for host in dict.fromkeys(hosts))
        raise ConfigurationError(f"{name}: must be {known}, or a server on 127.0.0.1")
