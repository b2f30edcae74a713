"""A whole call in real time whose network voice fails in the middle: everything else is as in production."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from websockets.asyncio.server import ServerConnection

from handbook.answering.answers import compose
from telephony.app.engines import build_engines
from telephony.calls import prompts
from telephony.calls.engines import Engines
from telephony.cli.call import CALLER_WORDS_A_MINUTE
from telephony.cli.serve import FIRST_QUESTION
from telephony.measuring import test_call as trial
from telephony.settings import Settings
from telephony.simulator import Ended, EventKind
from tests.doubles.edge_service import (
    audio_message,
    hang,
    requested,
    send_answer,
    service,
)
from voice.reading import read
from voice.speaking.cache import AudioCache
from voice.speaking.edge import EdgeSynthesizer
from voice.speaking.espeak import EspeakSynthesizer
from voice.speaking.mouth import DEADLINE_S

pytestmark = [pytest.mark.model, pytest.mark.e2e]

PROMPTS = frozenset(map(read, prompts.SENTENCES))


class Service:
    """Says the prompts, and stalls in the middle of everything else."""

    def __init__(self) -> None:
        self.stalled: list[str] = []

    async def behave(self, connection: ServerConnection) -> None:
        ssml = await requested(connection)
        if any(f">{prompt}<" in ssml for prompt in PROMPTS):
            await send_answer(connection)
            return
        self.stalled.append(ssml)
        await connection.send(audio_message(b"\xff\xf3"))
        await hang(connection)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(_env_file=None, data=tmp_path, voice="edge,espeak")


@pytest.fixture
def engines(settings: Settings) -> Iterator[Engines]:
    engines = build_engines(settings)
    yield engines
    engines.recognition.close()


@pytest.fixture
async def network_voice(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Service]:
    standing_in = Service()
    async with service(monkeypatch, standing_in.behave):
        yield standing_in


async def test_a_voice_that_stalls_in_the_middle_of_a_call_is_replaced_and_the_answer_heard_in_full(
    network_voice: Service, settings: Settings, engines: Engines
) -> None:
    question = await trial.spoken_question(
        FIRST_QUESTION, EspeakSynthesizer(words_per_minute=CALLER_WORDS_A_MINUTE)
    )
    async with trial.own_helpline(settings, engines) as helpline:
        timeline = await trial.call(helpline, [question])
    (turn,) = timeline.turns
    assert (turn.decision, turn.entry) == ("answer", "hn-so-xa-phuong")
    assert timeline.ended is Ended.ANSWERED_AND_HUNG_UP
    assert not any(event.kind is EventKind.PROBLEM for event in timeline.events)
    assert network_voice.stalled
    assert turn.answer_ms is not None
    assert turn.entry is not None
    assert turn.answer_ms < (DEADLINE_S + 3) * 1000
    cache = AudioCache(settings.data / "speech")
    answer = compose(engines.handbook[turn.entry], [])
    for sentence in answer.sentences:
        assert cache.holds(read(sentence), EspeakSynthesizer().fingerprint)
        assert not cache.holds(read(sentence), EdgeSynthesizer().fingerprint)
    for sentence in (*prompts.OPENING.sentences, *prompts.WHAT.sentences):
        assert cache.holds(read(sentence), EdgeSynthesizer().fingerprint)
