"""Who may talk to the counter's addresses, and what a page is told when it may not."""

from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

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
    WRONG_CODES,
    CounterRoutes,
)
from telephony.counter.sockets import CounterSockets
from tests.doubles.counter_bench import NOON, make_bench

HERE = "http://testserver"


class Site:
    """The counter's addresses, with a clock that the test turns."""

    def __init__(self, folder: Path, public_url: str | None = None) -> None:
        self.time = 0.0
        self.bench = make_bench()
        self.counters = Counters(folder / "counters.sqlite3", lambda: NOON)
        sockets = CounterSockets(self.bench.context, self.counters.find, 2, lambda: self.time)
        app = FastAPI()
        app.include_router(CounterRoutes(self.counters, sockets, public_url, lambda: self.time).router())
        self.client = TestClient(app)

    def pair(self, code: str, origin: str = HERE) -> int:
        return self.client.post(PAIR_PATH, json={"code": code}, headers={"Origin": origin}).status_code

    def token(self, name: str) -> str:
        paired = self.counters.pair(self.counters.issue_code(name).text)
        assert paired is not None
        return paired[1]

    @contextmanager
    def stream(self, token: str | None, origin: str = HERE) -> Iterator[WebSocketTestSession]:
        headers = {"Origin": origin} | ({"Cookie": f"{COOKIE}={token}"} if token else {})
        # Starlette's client cancels the server's end as it leaves.
        with suppress(CancelledError), self.client.websocket_connect(STREAM_PATH, headers=headers) as socket:
            yield socket


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path)
    with made.client:
        yield made
    made.bench.recognition.close()


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


def test_another_site_can_neither_pair_nor_connect(site: Site) -> None:
    code = site.counters.issue_code("Quầy 1").text
    assert site.pair(code, "https://elsewhere.example") == 403
    token = site.token("Quầy 2")
    for origin in ("https://elsewhere.example", "null", ""):
        with pytest.raises(WebSocketDisconnect), site.stream(token, origin):
            pass


def test_wrong_codes_are_refused_and_after_ten_so_is_every_code_for_a_while(site: Site) -> None:
    for _ in range(WRONG_CODES):
        assert site.pair("AAAA-AAAA") == 403
    code = site.counters.issue_code("Quầy 1").text
    assert site.pair(code) == 429
    site.time += 601
    assert site.pair(code) == 204


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
