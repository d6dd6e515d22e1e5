"""Where we may fetch from: a configured site and its own subdomains, never a private network behind a redirect."""

import asyncio
import ipaddress
import re
import socket
from dataclasses import dataclass

import httpx

from retrieval.errors import BadSetting

_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Site:
    """Scheme, host and port of an address that the operator set, which is trusted wherever it lies."""

    scheme: str
    host: str
    port: int


def site_of(url: str) -> Site:
    """The site an address belongs to. Raises BadSetting for what is no http(s) address."""
    site = _site(url)
    if site is None:
        raise BadSetting("ARXIV_SITE_URL must be an address that begins with http:// or https://.")
    return site


async def permitted(url: str, site: Site) -> bool:
    """Whether `url` may be fetched: it is on `site` itself, or on a public machine of a subdomain of it, by https."""
    asked = _site(url)
    if asked is None:
        return False
    if is_same(asked, site):
        return True
    return is_below(asked, site) and await is_public(asked.host)


async def is_public_page(url: str) -> bool:
    """Whether `url` is an http(s) address, without a user in it, of a machine on the public internet."""
    asked = _site(url)
    return asked is not None and await is_public(asked.host)


def same_site(url: str, other: str) -> bool:
    """Whether two addresses are of one site: the same scheme (or https instead of http), host and port."""
    asked, site = _site(url), _site(other)
    return asked is not None and site is not None and is_same(asked, site)


def is_same(asked: Site, site: Site) -> bool:
    """Whether this is the site itself, or the site by https where it was set by http."""
    upgraded = Site("https", site.host, 443) if site == Site("http", site.host, 80) else site
    return asked in (site, upgraded)


def is_below(asked: Site, site: Site) -> bool:
    """Whether this is a subdomain of the site's domain (a `www.` aside), by https on its usual port."""
    domain = site.host.removeprefix("www.")
    if _is_number(domain) or "." not in domain or (asked.scheme, asked.port) != ("https", 443):
        return False
    return asked.host == domain or asked.host.endswith(f".{domain}")


async def is_public(host: str) -> bool:
    """Whether every address this name stands for is one of the public internet."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return False
    addresses = {ipaddress.ip_address(str(address[0]).partition("%")[0]) for *_, address in found}
    return bool(addresses) and all(one.is_global and not one.is_multicast for one in addresses)


def _site(url: str) -> Site | None:
    """As httpx reads the address, since it is httpx that will go there; None if it has a user or is no http(s)."""
    try:
        read = httpx.URL(url)
    except (httpx.InvalidURL, TypeError, ValueError):
        return None
    host = read.raw_host.decode("ascii", "replace").lower().rstrip(".")
    if read.scheme not in _DEFAULT_PORTS or read.userinfo or not re.fullmatch(r"[a-z0-9_.:-]+", host):
        return None
    return Site(read.scheme, host, read.port or _DEFAULT_PORTS[read.scheme])


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
