"""Who may talk to the counter's addresses, and what a page is told when it may not."""

import asyncio
import json
import re
from collections.abc import Iterator, MutableMapping
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from telephony.counter.bodies import MAX_BODY_BYTES
from telephony.counter.door import WRONG_CODES, Door
from telephony.counter.messages import (
    ABUSE,
    BUSY,
    SUPERSEDED,
    UNPAIRED,
)
from telephony.counter.pairing import Counters
from telephony.counter.routes import (
    COOKIE,
    PAIR_PATH,
    STATIC,
    STREAM_PATH,
    CounterRoutes,
)
from telephony.counter.sockets import CounterSockets
from tests.doubles.counter_bench import NOON, make_bench
from tests.doubles.one_topic import QUESTION

HERE = "http://testserver"


@dataclass
class Sent:
    """What came of a request."""

    status: int = 0
    read: int = 0
    """Bytes of the body that the service took."""
    headers: dict[str, str] = field(default_factory=dict)


class Site:
    """The counter's addresses, with a clock that the test turns."""

    def __init__(self, folder: Path, public_url: str | None = None) -> None:
        self.time = 0.0
        self.bench = make_bench()
        self.counters = Counters(folder / "counters.sqlite3", lambda: NOON)
        self.sockets = CounterSockets(self.bench.context, self.counters.find, 2, lambda: self.time)
        door = Door(self.counters, lambda: self.time, self.pause)
        app = FastAPI()
        app.include_router(CounterRoutes(door, self.sockets, public_url).router())
        # As behind a proxy that strips a prefix.
        app.mount("/hotline", app)
        self.client = TestClient(app)
        self.paused_s = 0.0

    async def pause(self, seconds: float) -> None:
        self.paused_s += seconds

    def pair(self, code: str, origin: str = HERE) -> int:
        return self.client.post(PAIR_PATH, json={"code": code}, headers={"Origin": origin}).status_code

    def ask_raw(self, headers: dict[str, str], pieces: int = 1) -> "Sent":
        """POSTs a body of so many pieces of 512 bytes to the pairing, below anything that reads ahead."""
        sent = Sent()

        async def receive() -> dict[str, Any]:
            sent.read += 512
            more = sent.read < pieces * 512
            return {"type": "http.request", "body": b"x" * 512, "more_body": more}

        async def send(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                sent.status = message["status"]
                sent.headers = {name.decode(): value.decode() for name, value in message["headers"]}

        raw = [(b"host", b"testserver")] + [(k.lower().encode(), v.encode()) for k, v in headers.items()]
        scope = {
            "type": "http", "method": "POST", "path": PAIR_PATH, "query_string": b"", "headers": raw,
            "client": ("192.0.2.1", 1), "server": ("testserver", 80), "scheme": "http", "root_path": "",
        }  # fmt: skip

        async def ask() -> None:
            await self.client.app(scope, receive, send)

        asyncio.run(ask())
        return sent

    def token(self, name: str) -> str:
        paired = self.counters.pair(self.counters.issue_code(name).text)
        assert paired is not None
        return paired[1]

    @contextmanager
    def stream(
        self, token: str | None, origin: str = HERE, path: str = STREAM_PATH
    ) -> Iterator[WebSocketTestSession]:
        headers = {"Origin": origin} | ({"Cookie": f"{COOKIE}={token}"} if token else {})
        # Starlette's client cancels the server's end as it leaves.
        with suppress(CancelledError), self.client.websocket_connect(path, headers=headers) as socket:
            yield socket


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path)
    with made.client:
        yield made
    made.bench.recognition.close()


def await_message(socket: WebSocketTestSession, kind: str) -> dict[str, Any]:
    while True:
        received = socket.receive()
        message = json.loads(received.get("text") or "{}")
        if message.get("type") == kind:
            return dict(message)


def closing_code(socket: WebSocketTestSession) -> int:
    while True:
        try:
            socket.receive_json()
        except WebSocketDisconnect as closed:
            return closed.code


def test_the_page_loads_nothing_but_its_own_files_and_runs_no_inline_script(site: Site) -> None:
    answer = site.client.get("/")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    for text in (file.read_text(encoding="utf-8") for file in STATIC.iterdir()):
        assert " style=" not in text
        assert " onclick=" not in text
        assert "<script>" not in text
        assert not [word for word in ("http://", "https://") if word in text.replace("http://www.w3.org", "")]


def test_every_file_of_the_page_is_served_with_its_type(site: Site) -> None:
    for file in STATIC.iterdir():
        answer = site.client.get(f"/static/{file.name}")
        assert answer.status_code == 200
        if file.suffix == ".js":
            assert answer.headers["content-type"].startswith("text/javascript")


def test_an_unchanged_file_is_not_sent_again(site: Site) -> None:
    tag = site.client.get("/static/main.js").headers["etag"]
    assert site.client.get("/static/main.js", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("name", ["none.js", "..%2Fsettings.py", "%2Fetc%2Fpasswd"])
def test_nothing_else_can_be_read(site: Site, name: str) -> None:
    assert site.client.get(f"/static/{name}").status_code == 404


def test_a_code_is_traded_for_a_cookie_that_scripts_cannot_read(site: Site) -> None:
    code = site.counters.issue_code("Quầy 1").text
    answer = site.client.post(PAIR_PATH, json={"code": code}, headers={"Origin": HERE})
    assert answer.status_code == 204
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "secure" not in cookie


def test_over_https_the_cookie_is_kept_to_https(tmp_path: Path) -> None:
    site = Site(tmp_path, "https://hotline.example.vn")
    code = site.counters.issue_code("Quầy 1").text
    headers = {"Origin": "https://hotline.example.vn"}
    answer = site.client.post(PAIR_PATH, json={"code": code}, headers=headers)
    assert "secure" in answer.headers["set-cookie"].lower()
    site.bench.recognition.close()


def test_under_a_path_prefix_every_part_of_the_page_is_found_and_a_counter_pairs_and_connects(
    tmp_path: Path,
) -> None:
    site = Site(tmp_path, "https://host.example/hotline")
    base, origin = "http://testserver/hotline/", {"Origin": "https://host.example"}
    found = set()
    for address in re.findall(r'(?:href|src)="([^"#]+)"', site.client.get(base).text):
        found.add(urljoin(base, address))
    scripts = [address for address in found if address.endswith(".js")]
    for script in scripts:
        parts = re.findall(r'(?:from|new URL\()\s*"([^"]+)"', site.client.get(script).text)
        found |= {urljoin(script, part) for part in parts}
        scripts += [urljoin(script, part) for part in parts if part.endswith(".js")]
    names = {address.removeprefix(base) for address in found}
    assert {f"static/{file.name}" for file in STATIC.iterdir() if file.name != "index.html"} <= names
    for name in names - {"counter/stream", "counter/pair"}:
        assert site.client.get(base + name).status_code == 200
    assert {"counter/stream", "counter/pair"} <= names
    code = site.counters.issue_code("Quầy 1").text
    paired = site.client.post(base + "counter/pair", json={"code": code}, headers=origin)
    assert paired.status_code == 204
    (cookie,) = [each for each in paired.headers.get_list("set-cookie") if "max-age=0" not in each.lower()]
    assert "path=/hotline/;" in cookie.lower()
    token = cookie.partition(";")[0].partition("=")[2]
    with site.stream(token, origin["Origin"], "/hotline/counter/stream") as socket:
        assert socket.receive_json()["type"] == "hello"
    site.bench.recognition.close()


def test_no_address_in_the_page_starts_at_the_root_of_the_host() -> None:
    for file in STATIC.iterdir():
        text = file.read_text(encoding="utf-8")
        assert not re.findall(r"""(?:href|src)="/|["'(`]/(?:static|counter)""", text), file.name


def test_another_site_can_neither_pair_nor_connect(site: Site) -> None:
    code = site.counters.issue_code("Quầy 1").text
    assert site.pair(code, "https://elsewhere.example") == 403
    token = site.token("Quầy 2")
    for origin in ("https://elsewhere.example", "null", ""):
        with pytest.raises(WebSocketDisconnect), site.stream(token, origin):
            pass


def test_a_stranger_who_guesses_does_not_keep_a_right_code_out(site: Site) -> None:
    for _ in range(WRONG_CODES + 5):
        assert site.pair("AAAA-AAAA") == 403
    assert site.pair(site.counters.issue_code("Quầy 1").text) == 204


def test_of_a_request_that_is_refused_no_byte_is_read(site: Site) -> None:
    elsewhere = {"Origin": "https://elsewhere.example"}
    large = {"Origin": HERE, "Content-Length": "150000000"}
    for headers, status in ((elsewhere, 403), (large, 413)):
        sent = site.ask_raw(headers)
        assert (sent.status, sent.read) == (status, 0)
        assert sent.headers["connection"] == "close"


def test_a_body_that_grows_beyond_a_code_is_refused_as_it_comes(site: Site) -> None:
    sent = site.ask_raw({"Origin": HERE, "Transfer-Encoding": "chunked"}, pieces=1000)
    assert sent.status == 413
    assert sent.read <= 2 * MAX_BODY_BYTES


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"code": ""}', b'{"code": "A", "more": 1}', b"\xff"])
def test_what_is_no_code_is_refused(site: Site, body: bytes) -> None:
    assert site.client.post(PAIR_PATH, content=body, headers={"Origin": HERE}).status_code == 422


@pytest.mark.parametrize("origin", ["http://[", "http://testserver:port", "//testserver", "testserver"])
def test_an_origin_that_is_none_is_refused(site: Site, origin: str) -> None:
    assert site.pair("AAAA-AAAA", origin) == 403


def test_an_unpaired_page_is_told_so(site: Site) -> None:
    for token in (None, "forged"):
        with site.stream(token) as socket:
            assert closing_code(socket) == UNPAIRED


def test_a_paired_page_learns_its_name_and_the_wake_phrase(site: Site) -> None:
    with site.stream(site.token("Quầy 1")) as socket:
        assert socket.receive_json() == {"type": "hello", "counter": "Quầy 1", "phrase": "Sổ tay ơi"}


def test_a_counter_that_is_unpaired_loses_its_open_page(site: Site) -> None:
    with site.stream(site.token("Quầy 1")) as socket:
        socket.send_json({"type": "ping"})
        while socket.receive_json() != {"type": "pong"}:
            pass
        site.counters.unpair("Quầy 1")
        socket.send_json({"type": "ping"})
        assert closing_code(socket) == UNPAIRED


def test_a_counter_opened_twice_is_served_where_it_was_opened_last(site: Site) -> None:
    token = site.token("Quầy 1")
    with site.stream(token) as first, site.stream(token) as second:
        assert second.receive_json()["type"] == "hello"
        assert closing_code(first) == SUPERSEDED


def test_more_counters_than_allowed_are_told_to_wait(site: Site) -> None:
    with site.stream(site.token("Quầy 1")) as first, site.stream(site.token("Quầy 2")) as second:
        assert first.receive_json()["type"] == second.receive_json()["type"] == "hello"
        with site.stream(site.token("Quầy 3")) as third:
            assert closing_code(third) == BUSY


def test_a_page_that_sends_faster_than_sound_is_cut_off(site: Site) -> None:
    with site.stream(site.token("Quầy 1")) as socket:
        for _ in range(11):
            socket.send_bytes(bytes(32_000))
        assert closing_code(socket) == ABUSE


def test_a_service_that_winds_down_counts_visits_and_tells_every_page(site: Site) -> None:
    with site.stream(site.token("Quầy 1")) as busy, site.stream(site.token("Quầy 2")) as idle:
        busy.send_json({"type": "ask", "text": QUESTION})
        await_message(busy, "mark")
        assert site.sockets.active_visits == 1
        site.client.portal.call(site.sockets.wind_down)
        await_message(busy, "closing")
        await_message(idle, "closing")
        idle.send_json({"type": "ask", "text": QUESTION})
        await_message(idle, "closing")
        assert site.sockets.active_visits == 1
        busy.send_json({"type": "next"})
        await_message(busy, "leave")
        assert site.sockets.active_visits == 0


def test_a_page_that_opens_while_the_service_winds_down_is_told(site: Site) -> None:
    site.sockets.wind_down()
    with site.stream(site.token("Quầy 1")) as socket:
        await_message(socket, "closing")


def test_messages_that_say_nothing_known_are_skipped(site: Site) -> None:
    with site.stream(site.token("Quầy 1")) as socket:
        for nonsense in (
            "",
            "{",
            '{"type":"format"}',
            '{"type":"ask","text":""}',
            '{"type":"press","key":"12"}',
        ):
            socket.send_text(nonsense)
        socket.send_bytes(b"\x00")
        socket.send_json({"type": "ping"})
        while (message := socket.receive_json()) != {"type": "pong"}:
            assert message["type"] in ("hello", "history", "state")
