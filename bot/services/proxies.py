"""The environment's proxies, for clients that do not look there themselves."""

from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from bot.settings import LOOPBACK


def proxy_for(url: str) -> str | None:
    """Return the environment's proxy for a URL, or None.

    slack_sdk itself ignores NO_PROXY, even for loopback (docs/slack.md#proxies).
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host in LOOPBACK or proxy_bypass(host):
        return None
    return getproxies().get(parts.scheme)
