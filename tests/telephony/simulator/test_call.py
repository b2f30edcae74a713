"""Whole calls over real websockets to a small helpline in the same process, in time that jumps."""

import base64
import json
import socket

import httpx
import numpy as np
import pytest
from websockets.asyncio.server import ServerConnection, serve

from telephony.simulator import (
    CallPlan,
    Ended,
    EventKind,
    Manners,
    RestStandIn,
    Utterance,
    place_call,
)
from telephony.simulator.clock import LineClock
from telephony.simulator.loudness import is_audible
from tests.doubles.carrier_helpline import (
    ACCOUNT,
    TOKEN,
    FrameClock,
    Stream,
    call,
    helpline,
    kinds,
    question,
    tone,
)
from voice.mulaw import decode, encode


async def test_a_call_is_greeted_answered_twice_and_hung_up_by_the_caller() -> None:
    async def script(stream: Stream) -> None:
        await stream.say(1.0, "greeting")
        for turn in ("first", "second"):
            await stream.hear(45)
            await stream.say(1.5, turn)
        await stream.over.wait()

    async with helpline(script) as served:
        timeline = await call(served, question("one"), question("two"))
    assert timeline.ended is Ended.ANSWERED_AND_HUNG_UP, timeline.reason
    assert served.refused == 0
    assert timeline.dials == []
    assert [turn.label for turn in timeline.turns] == ["one", "two"]
    for turn in timeline.turns:
        assert turn.spoke_to is not None
        assert turn.spoke_to - turn.spoke_from == pytest.approx(1.0, abs=0.021)
        assert turn.answer_ms is not None or turn.cut_off
    assert kinds(timeline).count(EventKind.HELPLINE_SPOKE) == 3
    assert served.stream is not None
    assert served.stream.marks() == ["greeting", "first", "second"]
    # All that was said, 1 + 1.5 + 1.5 s in frames of 20 ms, is in the recording.
    track = bytes(timeline.recording.helpline)
    heard = [is_audible(track[start : start + 160]) for start in range(0, len(track), 160)]
    greeting = next(event for event in timeline.events if event.kind is EventKind.HELPLINE_SPOKE)
    assert greeting.until is not None
    assert greeting.until - greeting.t == pytest.approx(1.0, abs=0.021)
    assert sum(heard) == pytest.approx(200, abs=3)
    assert len(timeline.recording.caller) == len(timeline.recording.helpline)


async def test_the_stream_speaks_twilios_language() -> None:
    async def script(stream: Stream) -> None:
        await stream.say(0.5, "greeting")
        await stream.over.wait()

    async with helpline(script) as served:
        timeline = await call(served, Utterance.pressed("5"), manners=Manners(silence_limit_s=4.0))
    stream = served.stream
    assert stream is not None
    connected, start, *rest = stream.received
    assert connected == {"event": "connected", "protocol": "Call", "version": "1.0.0"}
    assert start["start"] == {
        "accountSid": ACCOUNT,
        "streamSid": stream.sid,
        "callSid": timeline.call_sid,
        "tracks": ["inbound"],
        "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
        "customParameters": {"ticket": f"for {timeline.call_sid}"},
    }
    assert stream.sid.startswith("MZ")
    assert [int(message["sequenceNumber"]) for message in [start, *rest]] == list(range(1, len(rest) + 2))
    media = stream.of("media")
    assert [message["media"]["timestamp"] for message in media[:3]] == ["0", "20", "40"]
    assert {len(base64.b64decode(message["media"]["payload"])) for message in media} == {160}
    assert stream.of("dtmf")[0]["dtmf"] == {"track": "inbound_track", "digit": "5"}
    assert rest[-1]["event"] == "stop"
    assert timeline.ended is Ended.FAILED, "nobody answered the key"
    assert EventKind.UNANSWERED in kinds(timeline)


async def test_a_helpline_that_closes_the_stream_hands_the_caller_to_the_dial_and_the_recorder() -> None:
    async def script(stream: Stream) -> None:
        await stream.say(0.5, "greeting")
        await stream.hear(45)
        await stream.say(1.0, "transfer")

    async with helpline(script) as served:
        timeline = await call(served, question())
    assert [dial.targets for dial in timeline.dials] == [("+84901234567",)]
    assert timeline.ended is Ended.RECORDER
    [closed] = [event for event in timeline.events if event.kind is EventKind.STREAM_CLOSED]
    assert closed.data["by"] == "closed_by_helpline"
    assert closed.data["unplayed_ms"] == 0
    assert served.forms[-1]["CallSid"] == timeline.call_sid


async def test_words_that_a_close_cuts_off_are_counted() -> None:
    async def script(stream: Stream) -> None:
        await stream.send("media", {"payload": base64.b64encode(encode(tone(9.0))).decode()})
        await stream.hear(0)

    async with helpline(script) as served:
        timeline = await call(served, question())
    [closed] = [event for event in timeline.events if event.kind is EventKind.STREAM_CLOSED]
    assert closed.data["unplayed_ms"] > 5000


async def test_clear_stops_the_playback_and_returns_its_marks() -> None:
    async def script(stream: Stream) -> None:
        await stream.send("media", {"payload": base64.b64encode(encode(tone(30.0))).decode()})
        await stream.send("mark", {"name": "never played"})
        await stream.until(lambda: len(stream.of("media")) > 25)
        await stream.send("clear")
        await stream.until(lambda: bool(stream.marks()))
        await stream.over.wait()

    async with helpline(script) as served:
        timeline = await call(served)
    assert served.stream is not None
    assert served.stream.marks() == ["never played"]
    assert EventKind.CLEAR in kinds(timeline)
    [spoke] = [event for event in timeline.events if event.kind is EventKind.HELPLINE_SPOKE]
    assert spoke.until is not None
    assert spoke.until < 10, "30 s were sent, about half a second was played"


async def test_the_helpline_ends_a_call_through_the_rest_api_and_no_verb_follows() -> None:
    async with RestStandIn(ACCOUNT, TOKEN) as rest:

        async def script(stream: Stream) -> None:
            await stream.say(0.5, "goodbye")
            call_sid = stream.of("start")[0]["start"]["callSid"]
            path = f"/2010-04-01/Accounts/{ACCOUNT}/Calls/{call_sid}.json"
            async with httpx.AsyncClient(base_url=rest.url, auth=(ACCOUNT, TOKEN), trust_env=False) as http:
                assert (await http.post(path, data={"Status": "completed"})).status_code == 200
            await stream.over.wait()

        async with helpline(script) as served:
            timeline = await call(served, question(), rest=rest)
    assert timeline.ended is Ended.ENDED_BY_HELPLINE
    assert timeline.dials == []
    assert EventKind.REST_HANGUP in kinds(timeline)
    assert served.stream is not None
    assert served.stream.received[-1]["event"] == "stop"


async def test_a_connection_that_breaks_in_the_middle_of_the_callers_words_leads_to_the_dial() -> None:
    async def unused(stream: Stream) -> None:
        raise AssertionError("the stream goes to the server that breaks")

    async def break_off(connection: ServerConnection) -> None:
        greeting = base64.b64encode(encode(tone(0.5))).decode()
        loud = 0
        async for text in connection:
            message = json.loads(text)
            if message["event"] == "start":
                media = {"event": "media", "streamSid": message["streamSid"], "media": {"payload": greeting}}
                await connection.send(json.dumps(media))
            if message["event"] == "media":
                loud += np.abs(decode(base64.b64decode(message["media"]["payload"]))).max() > 0.1
            if loud == 20:
                # As when a process is killed: the connection is gone, with no closing handshake.
                connection.transport.abort()
                return

    async with (
        serve(break_off, "127.0.0.1", 0) as breaking,
        helpline(unused, after="<Dial>+84901234567</Dial>") as served,
    ):
        port = next(iter(breaking.sockets)).getsockname()[1]
        served.stream_url = f"ws://127.0.0.1:{port}/"
        timeline = await call(served, question(seconds=5.0))
    assert timeline.ended is Ended.UNREACHED
    assert timeline.turns[0].spoke_to is None
    assert any("was saying question" in event.text for event in timeline.events)
    [closed] = [event for event in timeline.events if event.kind is EventKind.STREAM_CLOSED]
    assert closed.data["code"] == 1006


async def test_messages_that_twilio_would_not_understand_are_reported_once_and_ignored() -> None:
    async def script(stream: Stream) -> None:
        await stream.send("dance")
        await stream.websocket.send_text("no json")
        await stream.websocket.send_text(json.dumps({"event": "clear", "streamSid": "MZ of another call"}))
        await stream.send("media", {"payload": "not base64!"})
        await stream.say(0.5, "greeting")
        await stream.over.wait()

    async with helpline(script) as served:
        timeline = await call(served)
    problems = [event for event in timeline.events if event.kind is EventKind.PROBLEM]
    assert [problem.data["code"] for problem in problems] == [31951]
    assert timeline.ended is Ended.ANSWERED_AND_HUNG_UP


async def test_a_wrong_token_is_refused_and_the_reason_says_what_to_check() -> None:
    async def script(stream: Stream) -> None:
        raise AssertionError("nobody may get this far")

    async with helpline(script) as served:
        plan = CallPlan(served.url, ACCOUNT, "forged")
        timeline = await place_call(plan, clock=FrameClock())
    assert timeline.ended is Ended.FAILED
    assert "auth token" in timeline.reason


async def test_the_line_clock_runs_at_its_speed_and_sleeps_no_shorter_than_asked() -> None:
    clock = LineClock(speed=50.0)
    moment = clock.now() + 0.5
    await clock.sleep_until(moment)
    assert clock.now() >= moment - 0.05
    await clock.sleep_until(moment - 5)
    assert clock.now() < moment + 60, "a moment that has passed is not waited for"


async def test_a_helpline_that_is_not_there_gives_a_failed_call_and_no_exception() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    timeline = await place_call(CallPlan(url, ACCOUNT, TOKEN), clock=FrameClock())
    assert timeline.ended is Ended.FAILED
    assert "could not be reached" in timeline.reason
