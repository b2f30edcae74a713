"""Ringing officers: their own documents, the bridge, and callers who give up or leave a message."""

import pytest

from telephony.simulator.media_stream import LineEnd
from telephony.simulator.officer import Behaviour, OfficerLeg
from telephony.simulator.rest import Redirect
from telephony.simulator.timeline import Ended
from telephony.simulator.utterance import Utterance
from tests.doubles.carrier_scene import STREAM, Scene, voice

BRIEFED = '<Dial action="/after" timeout="20"><Number url="/brief">+84901</Number></Dial>'
MENU = '<Gather action="/key" timeout="5" numDigits="1"><Say>Bấm một</Say></Gather><Hangup/>'


@pytest.mark.parametrize(
    ("behaviour", "key", "bridged"),
    [
        (Behaviour.ACCEPT, "1", "true"),
        (Behaviour.DECLINE, "2", "false"),
        (Behaviour.VOICEMAIL, None, "false"),
    ],
)
async def test_an_officer_hears_the_numbers_own_document_and_answers_by_key(
    behaviour: Behaviour, key: str | None, bridged: str
) -> None:
    answer = "" if key == "1" else "<Hangup/>"
    scene = Scene(voice(BRIEFED, brief=MENU, key=answer, after="<Hangup/>"), OfficerLeg(behaviour))
    ended, _ = await scene.run()
    [dial] = scene.timeline.dials
    [leg] = dial.legs
    assert (leg.heard, leg.pressed, dial.bridged) == (["Bấm một"], key, bridged == "true")
    briefing = scene.form(1)
    assert (briefing["ParentCallSid"], briefing["To"]) == (scene.call.sid, "+84901")
    assert briefing["CallSid"] == scene.legs[0].sid
    after = scene.form(-1)
    assert (after["CallSid"], after["DialCallStatus"]) == (scene.call.sid, "completed")
    assert after["DialBridged"] == bridged
    assert ended is (Ended.TRANSFERRED if bridged == "true" else Ended.UNREACHED)


async def test_of_several_telephones_the_first_to_be_picked_up_wins_and_the_rest_are_hung_up() -> None:
    numbers = '<Number statusCallback="/leg">+84901</Number><Number>+84902</Number><Number>+84903</Number>'
    quick, slow = OfficerLeg(rings_s=3.0), OfficerLeg(rings_s=5.0)
    scene = Scene(
        voice(f"<Dial>{numbers}</Dial>", leg=""), OfficerLeg(Behaviour.BUSY, rings_s=1.0), slow, quick
    )
    ended, _ = await scene.run()
    [dial] = scene.timeline.dials
    assert [leg.status for leg in dial.legs] == ["canceled", "canceled", "completed"]
    assert ended is Ended.TRANSFERRED
    assert scene.form(1)["CallStatus"] == "canceled"


async def test_a_caller_who_hangs_up_ends_the_ringing_and_the_action_is_told() -> None:
    scene = Scene(voice(BRIEFED, after="<Record/>"), OfficerLeg(rings_s=9.0), patience_s=4.0)
    ended, _ = await scene.run()
    assert ended is Ended.LEFT_WHILE_RINGING
    assert scene.clock.now() == pytest.approx(54.0, abs=0.11)
    assert (scene.form(1)["DialCallStatus"], scene.form(1)["CallStatus"]) == ("canceled", "completed")
    assert scene.legs[0].status == "canceled"


async def test_a_caller_who_hangs_up_over_the_briefing_is_not_bridged() -> None:
    scene = Scene(
        voice(BRIEFED, brief='<Pause length="9"/>', after="<Record/>"), OfficerLeg(), patience_s=4.0
    )
    ended, _ = await scene.run()
    assert ended is Ended.LEFT_WHILE_RINGING
    assert not scene.timeline.dials[0].bridged


async def test_an_officers_line_whose_document_cannot_be_had_is_not_bridged() -> None:
    scene = Scene(voice(BRIEFED, after="<Hangup/>"), OfficerLeg())
    await scene.run()
    assert scene.form(-1)["DialBridged"] == "false"
    assert 11200 in scene.codes()


async def test_new_twiml_through_the_rest_api_replaces_the_document() -> None:
    scene = Scene(voice(STREAM + "<Dial>+84901</Dial>"))
    scene.stream_end = (LineEnd.REDIRECTED, None)
    twiml = "<Response><Dial><Number>+84999</Number></Dial></Response>"
    scene.during_stream = lambda: setattr(scene.call, "redirect", Redirect(twiml=twiml))
    await scene.run()
    assert [dial.targets for dial in scene.timeline.dials] == [("+84999",)]


async def test_a_caller_with_keys_answers_a_menu_and_one_with_words_leaves_a_message() -> None:
    message = Utterance("tin nhắn", (b"\x00" * 160,) * 100, range(100))
    scene = Scene(
        voice(MENU, key='<Record action="/left"/>', left="<Hangup/>"),
        says=(Utterance.pressed("1"), message),
    )
    ended, _ = await scene.run()
    assert scene.form(1)["Digits"] == "1"
    assert (scene.form(2)["RecordingDuration"], scene.form(2)["RecordingSid"][:2]) == ("2", "RE")
    assert ended is Ended.RECORDER
