"""What `helpline call` does."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from telephony.app.engines import build_engines
from telephony.cli import call_report as story
from telephony.measuring import test_call as trial
from telephony.settings import Settings
from telephony.simulator import (
    Behaviour,
    CallTimeline,
    Event,
    Manners,
    OfficerLeg,
    Utterance,
)
from voice.audio import read
from voice.samples import HEARING_RATE
from voice.speaking.espeak import EspeakSynthesizer

CALLER_WORDS_A_MINUTE = 130
"""Recognisers are made for people; of 105 to 130 words this came through best, in 8 of 8 noises and cuts."""


async def run_call(
    settings: Settings,
    recordings: Sequence[Path],
    texts: Sequence[str],
    to: str | None,
    out: Path | None,
    quiet: bool,
    keys: Sequence[str] = (),
    officers: Sequence[Behaviour] = (Behaviour.ACCEPT,),
    ring_patience_s: float = float("inf"),
) -> CallTimeline:
    """Places the call and tells its story on stderr.

    The caller says the recordings, then the texts, then presses `keys`, one string a turn; the officers do as
    `officers` in the order of being rung. Raises AudioError, SynthesisError, TestCallError and, for keys that
    no telephone has, ValueError.
    """
    console = Console(stderr=True, quiet=quiet)
    utterances = [trial.recorded(path.name, read(path, HEARING_RATE)) for path in recordings]
    if texts:
        caller = EspeakSynthesizer(words_per_minute=CALLER_WORDS_A_MINUTE)
        utterances += [await trial.spoken_question(text, caller) for text in texts]
    utterances += [Utterance.pressed(pressed) for pressed in keys]
    legs = [OfficerLeg(behaviour) for behaviour in officers]
    manners = Manners(ring_patience_s=ring_patience_s)

    def watch(event: Event) -> None:
        story.live(console, event)

    if to is None:
        engines = build_engines(settings)
        try:
            async with trial.own_helpline(settings, engines) as helpline:
                timeline = await trial.call(helpline, utterances, watch, legs, manners)
        finally:
            engines.recognition.close()
            engines.mouth.close()
    else:
        timeline = await trial.call(trial.remote_helpline(settings, to), utterances, watch, legs, manners)
    story.tell(console, timeline)
    if out is not None:
        timeline.recording.write_wav(out)
        console.print(f"What the caller heard is in {out}.")
    return timeline
