"""Following TwiML verb by verb, with webhooks answered in memory and time that jumps."""

from urllib.parse import parse_qs

import httpx
import pytest
from twilio.request_validator import RequestValidator

from telephony.simulator.address import Address
from telephony.simulator.follow import MAX_DOCUMENTS
from telephony.simulator.media_stream import LineEnd
from telephony.simulator.officer import Behaviour, OfficerLeg
from telephony.simulator.person import HangUp
from telephony.simulator.timeline import Ended, EventKind
from tests.doubles.carrier_scene import (
    BASE,
    PUBLIC,
    STREAM,
    TOKEN,
    Scene,
    voice,
)


async def test_requests_go_to_the_base_url_and_are_signed_for_the_public_one() -> None:
    scene = Scene(voice("<Hangup/>"))
    await scene.run()
    [request] = scene.requests
    assert str(request.url) == f"{BASE}/twilio/voice"
    form = scene.form(0)
    assert (form["CallStatus"], form["FromCity"]) == ("ringing", "")
    signature = request.headers["X-Twilio-Signature"]
    assert RequestValidator(TOKEN).validate(f"{PUBLIC}/twilio/voice", form, signature)
    assert not RequestValidator("another").validate(f"{PUBLIC}/twilio/voice", form, signature)


async def test_a_stream_gets_its_parameters_and_a_signature_over_its_public_url() -> None:
    scene = Scene(voice(STREAM))
    scene.stream_end = (LineEnd.HUNG_UP_BY_CALLER, HangUp.DONE)
    ended, _ = await scene.run()
    [target] = scene.streams
    assert target.url == "ws://127.0.0.1:8080/twilio/stream"
    assert target.parameters == {"ticket": "t1"}
    url = "wss://hotline.example/twilio/stream"
    assert RequestValidator(TOKEN).validate(url, {}, target.signature)
    assert ended is Ended.ANSWERED_AND_HUNG_UP


@pytest.mark.parametrize("end", [LineEnd.CLOSED_BY_HELPLINE, LineEnd.NOT_OPENED])
async def test_a_stream_that_closes_or_never_opens_leads_to_the_verbs_after_it(end: LineEnd) -> None:
    scene = Scene(voice(STREAM + "<Say>một</Say><Dial><Number>+84901</Number><Number>+84902</Number></Dial>"))
    scene.stream_end = (end, None)
    ended, reason = await scene.run()
    assert ended is Ended.UNREACHED
    assert "+84901, +84902: no-answer" in reason
    [dial] = scene.timeline.dials
    assert (dial.targets, dial.status) == (("+84901", "+84902"), "no-answer")


@pytest.mark.parametrize(
    ("hang_up", "ended"),
    [
        (HangUp.DONE, Ended.ANSWERED_AND_HUNG_UP),
        (HangUp.UNANSWERED, Ended.FAILED),
        (HangUp.LIMIT, Ended.FAILED),
    ],
)
async def test_after_the_caller_hung_up_no_verb_runs(hang_up: HangUp, ended: Ended) -> None:
    scene = Scene(voice(STREAM + "<Dial>+84901</Dial>"))
    scene.stream_end = (LineEnd.HUNG_UP_BY_CALLER, hang_up)
    assert (await scene.run())[0] is ended
    assert scene.timeline.dials == []


async def test_after_a_rest_hang_up_no_verb_runs() -> None:
    scene = Scene(voice(STREAM + "<Dial>+84901</Dial>"))
    scene.stream_end = (LineEnd.HUNG_UP_BY_REST, None)
    scene.during_stream = scene.call.hang_up
    ended, reason = await scene.run()
    assert ended is Ended.ENDED_BY_HELPLINE
    assert "REST" in reason
    assert scene.timeline.dials == []
    assert scene.kinds(EventKind.REST_HANGUP)


async def test_the_dials_action_gets_its_status_and_replaces_the_document() -> None:
    scene = Scene(
        voice('<Dial action="after" timeout="1">+84901</Dial><Reject/>', **{"twilio/after": "<Record/>"}),
        OfficerLeg(Behaviour.BUSY, rings_s=9.0),
    )
    ended, _ = await scene.run()
    assert scene.form(1)["DialCallStatus"] == "busy"
    assert scene.form(1)["CallStatus"] == "in-progress"
    assert scene.form(1)["DialCallSid"].startswith("CA")
    assert ended is Ended.RECORDER
    assert scene.timeline.dials[0].status == "busy"
    assert scene.clock.now() == pytest.approx(51.0), "it rings no longer than the verb's timeout"


async def test_a_dial_whose_action_is_dead_is_still_told_by_what_came_of_it() -> None:
    scene = Scene(voice('<Dial action="/gone">+84901</Dial>'))
    ended, reason = await scene.run()
    assert ended is Ended.UNREACHED
    assert "HTTP 404" in reason
    assert scene.codes() == [11200]


async def test_redirect_leaves_the_document_and_get_puts_the_parameters_into_the_query() -> None:
    scene = Scene(voice('<Redirect method="GET">/next?a=1</Redirect><Dial>+84901</Dial>', next="<Hangup/>"))
    ended, _ = await scene.run()
    assert ended is Ended.ENDED_BY_HELPLINE
    assert scene.timeline.dials == []
    request = scene.requests[1]
    assert request.method == "GET"
    query = parse_qs(request.url.query.decode(), keep_blank_values=True)
    assert query["a"] == ["1"]
    assert query["FromCity"] == [""]
    public = str(request.url).replace(BASE, PUBLIC)
    assert RequestValidator(TOKEN).validate(public, {}, request.headers["X-Twilio-Signature"])


async def test_documents_that_lead_in_a_circle_come_to_an_end() -> None:
    scene = Scene(voice("<Redirect>/twilio/voice</Redirect>"))
    ended, reason = await scene.run()
    assert ended is Ended.FAILED
    assert "document" in reason
    assert len(scene.requests) == MAX_DOCUMENTS + 1


async def test_pause_and_gather_take_their_time_and_an_empty_gather_goes_on() -> None:
    scene = Scene(
        voice('<Pause length="3"/><Gather timeout="4"><Say>Bấm một</Say><Pause/></Gather><Hangup/>')
    )
    await scene.run()
    assert scene.clock.now() == pytest.approx(58.0)
    assert scene.kinds(EventKind.VERB)[2] == "<Say> Bấm một"


async def test_gather_posts_an_empty_result_where_that_is_asked_for() -> None:
    scene = Scene(voice('<Gather action="/keys" actionOnEmptyResult="true"/>', keys="<Hangup/>"))
    await scene.run()
    assert scene.form(1)["Digits"] == ""


async def test_play_fetches_the_audio_and_goes_on_when_it_is_missing() -> None:
    audio = httpx.Response(200, content=b"12345", headers={"content-type": "audio/wav"})
    scene = Scene(voice("<Play>/a.wav</Play><Play>/missing.wav</Play><Hangup/>", **{"a.wav": audio}))
    ended, _ = await scene.run()
    assert ended is Ended.ENDED_BY_HELPLINE
    assert [str(request.url) for request in scene.requests[1:]] == [f"{BASE}/a.wav", f"{BASE}/missing.wav"]
    [fetched] = [event for event in scene.timeline.events if event.text == "GET /a.wav"]
    assert (fetched.data["type"], fetched.data["bytes"]) == ("audio/wav", 5)
    assert scene.codes() == [11200]


@pytest.mark.parametrize(
    ("verb", "complaint"),
    [
        ("<say>xin chào</say>", "no verb of TwiML"),
        ("<Enqueue>support</Enqueue>", "not followed by this stand-in"),
        ('<Dial statusCallbackEvent="answered">+84901</Dial>', "no attribute statusCallbackEvent"),
        ("<Connect><Room>r</Room></Connect>", "without <Stream>"),
        ('<Connect><Stream url="wss://hotline.example/s?a=1"/></Connect>', "no query string"),
    ],
)
async def test_what_twilio_would_warn_about_is_in_the_timeline_and_the_next_verb_runs(
    verb: str, complaint: str
) -> None:
    scene = Scene(voice(verb + "<Reject reason='busy'/>"))
    _, reason = await scene.run()
    assert complaint in scene.kinds(EventKind.PROBLEM)[0]
    assert scene.codes() == [12200]
    assert "busy" in reason


@pytest.mark.parametrize(
    ("answer", "code", "says"),
    [
        (httpx.Response(403), 11200, "auth token"),
        (httpx.Response(500), 11200, "HTTP 500"),
        (httpx.Response(200, text="hello", headers={"content-type": "application/json"}), 12300, "text/xml"),
        (httpx.Response(200, text="<Response>", headers={"content-type": "text/xml"}), 12100, "parsed"),
        (httpx.Response(200, text="<Html/>", headers={"content-type": "text/xml"}), 12100, "<Response>"),
    ],
)
async def test_a_first_webhook_that_goes_wrong_fails_the_call_with_twilios_code(
    answer: httpx.Response, code: int, says: str
) -> None:
    scene = Scene(voice("", **{"twilio/voice": answer}))
    ended, reason = await scene.run()
    assert ended is Ended.FAILED
    assert says in reason
    assert scene.codes() == [code]


async def test_an_empty_document_hangs_up() -> None:
    ended, reason = await Scene(voice("")).run()
    assert ended is Ended.ENDED_BY_HELPLINE
    assert "at its end" in reason


def test_urls_of_other_servers_are_left_alone() -> None:
    address = Address("http://127.0.0.1:8080", "https://hotline.example/line")
    assert address.reach("wss://hotline.example/line/s") == "ws://127.0.0.1:8080/s"
    assert address.reach("https://hotline.example:443/line/v") == "http://127.0.0.1:8080/v"
    assert address.reach("https://cdn.example/a.wav") == "https://cdn.example/a.wav"
    assert address.is_local
    assert not Address("https://hotline.example").is_local


def test_an_impossible_address_is_refused() -> None:
    with pytest.raises(ValueError, match="give one like http"):
        Address("localhost:8080")
