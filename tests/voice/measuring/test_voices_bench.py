"""The measurement of the voice."""

from voice.measuring.voices import CALLERS, measure
from voice.speaking.espeak import EspeakSynthesizer


async def test_the_offline_voice_begins_before_it_has_ended_and_a_known_sentence_is_there_at_once() -> None:
    figures = await measure(EspeakSynthesizer(), rounds=3)
    assert figures["answer_s"] > 10
    # Against each other, in one run: the machine may be busy with something else.
    assert figures["known_ms_p50"] < figures["whole_answer_ms_p50"]
    assert (figures["callers_at_once"], figures["syntheses"]) == (CALLERS, 1)
    assert figures["first_frame_ms_p50"] <= figures["whole_answer_ms_p50"]
