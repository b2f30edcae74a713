"""A service that is told to stop waits for visits as it waits for calls."""

from concurrent.futures import CancelledError
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient, WebSocketTestSession

from telephony.app.service import build_service
from telephony.counter.build import build_counters
from telephony.counter.routes import COOKIE, STREAM_PATH
from telephony.settings import Settings
from tests.doubles.counter_bench import make_bench
from tests.doubles.one_topic import QUESTION


def until(socket: WebSocketTestSession, kind: str) -> dict[str, Any]:
    while True:
        received = socket.receive()
        if f'"type":"{kind}"' in (received.get("text") or ""):
            return dict(received)


def test_told_to_stop_while_a_counter_answers_the_service_waits_and_takes_no_other_visit(
    tmp_path: Path,
) -> None:
    bench = make_bench()
    settings = Settings(_env_file=None, data=tmp_path)
    counters = build_counters(settings, lambda: datetime.now(UTC))
    paired = counters.pair(counters.issue_code("Quầy 1").text)
    assert paired is not None
    service = build_service(settings, bench.context.engines)
    headers = {"Origin": "http://testserver", "Cookie": f"{COOKIE}={paired[1]}"}
    with TestClient(service.app) as client:
        assert client.portal is not None
        # Starlette's client cancels the server's end as it leaves.
        with suppress(CancelledError), client.websocket_connect(STREAM_PATH, headers=headers) as socket:
            socket.send_json({"type": "ask", "text": QUESTION})
            until(socket, "mark")
            client.portal.call(service.drain.begin)
            until(socket, "closing")
            assert service.drain.busy() == 1
            socket.send_json({"type": "next"})
            until(socket, "leave")
            assert service.drain.busy() == 0
            socket.send_json({"type": "ask", "text": QUESTION})
            until(socket, "closing")
            assert service.drain.busy() == 0
    bench.recognition.close()
