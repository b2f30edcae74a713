"""Where the helpline is said to be, and where it is reached: a tunnel or TLS proxy stands between the two."""

from ipaddress import ip_address
from urllib.parse import SplitResult, urljoin, urlsplit

_PORTS = {"http": 80, "ws": 80, "https": 443, "wss": 443}


class Address:
    """Maps the helpline's public URLs, which Twilio signs, to the base URL under which it answers here."""

    def __init__(self, base_url: str, public_url: str | None = None) -> None:
        """Raises ValueError for a URL that is not http(s)://host…"""
        self._base = _server(base_url)
        self._public = _server(public_url or base_url)

    @property
    def is_local(self) -> bool:
        """Whether the helpline runs on this machine, where no proxy may be asked."""
        host = self._base.hostname or ""
        try:
            return ip_address(host).is_loopback
        except ValueError:
            return host == "localhost"

    def public(self, path: str) -> str:
        """The public URL of `path`, which starts with a slash."""
        return self._public.geturl() + path

    def resolve(self, document_url: str, reference: str) -> str:
        """`reference` as written in TwiML, relative to the document that holds it."""
        return urljoin(document_url, reference.strip())

    def reach(self, url: str) -> str:
        """Where to send a request signed for `url`: to the base URL, or to `url` itself on other servers."""
        parts = urlsplit(url)
        if _origin(parts) != _origin(self._public) or not parts.path.startswith(self._public.path):
            return url
        kind = "ws" if parts.scheme in ("ws", "wss") else "http"
        scheme = f"{kind}s" if self._base.scheme == "https" else kind
        path = self._base.path + parts.path.removeprefix(self._public.path)
        return parts._replace(scheme=scheme, netloc=self._base.netloc, path=path).geturl()


def _server(url: str) -> SplitResult:
    parts = urlsplit(url.rstrip("/"))
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{url!r} is no address of a helpline: give one like http://127.0.0.1:8080.")
    return parts._replace(query="", fragment="")


def _origin(parts: SplitResult) -> tuple[str | None, int | None]:
    return parts.hostname, parts.port or _PORTS.get(parts.scheme)
