import numpy as np
import pytest
import soxr

from tests.doubles.synthetic_voice import babble, hiss
from voice import mulaw
from voice.samples import Samples
from voice.speaking.espeak import EspeakSynthesizer
from voice.turns.echo import (
    ECHO_SHARE,
    MAX_DELAY_MS,
    EchoGuard,
    echo_share,
)

RATE = mulaw.TELEPHONE_RATE
PER_MS = RATE // 1000
STRETCH_MS = 600


@pytest.fixture(scope="module")
def voice() -> Samples:
    """Our offline voice as the line carries it, at -6 dB of full scale."""
    import asyncio

    speech = asyncio.run(EspeakSynthesizer().synthesize("Hồ sơ được giải quyết ngay trong ngày làm việc."))
    narrow = soxr.resample(speech.samples, speech.rate, RATE).astype(np.float32)
    return mulaw.decode(mulaw.encode(narrow * (0.5 / np.abs(narrow).max())))


def over_the_line(samples: Samples) -> Samples:
    noise = hiss(len(samples) / 16_000 + 1)[: len(samples)]
    return mulaw.decode(mulaw.encode((samples + noise).astype(np.float32)))


def late(samples: Samples, delay_ms: int) -> Samples:
    return np.concatenate([np.zeros(delay_ms * PER_MS, dtype=np.float32), samples])[: len(samples)]


def shares(heard: Samples, said: Samples) -> list[float]:
    lead, length = MAX_DELAY_MS * PER_MS, STRETCH_MS * PER_MS
    return [
        echo_share(heard[at : at + length], said[at - lead : at + length], RATE)
        for at in range(lead, len(heard) - length, length // 2)
    ]


@pytest.mark.parametrize("level_db", [-12, -20, -26])
@pytest.mark.parametrize("delay_ms", [0, 35, 180, 420])
def test_our_own_voice_is_known_at_any_delay_and_level(voice: Samples, delay_ms: int, level_db: int) -> None:
    echo = over_the_line(late(voice, delay_ms) * 10 ** (level_db / 20))
    assert np.median(shares(echo, voice)) > ECHO_SHARE + 0.2
    assert min(shares(echo, voice)) > ECHO_SHARE


def test_our_own_voice_out_of_a_loudspeaker_in_a_room_is_known(voice: Samples) -> None:
    length = RATE * 3 // 10
    decay = 10 ** (-3 * np.arange(length) / (0.25 * RATE))
    room = np.random.default_rng(3).standard_normal(length) * decay * 0.15
    room[0] = 1.0
    echo = np.convolve(late(voice, 150), room)[: len(voice)] * 10 ** (-12 / 20)
    assert np.median(shares(over_the_line(echo.astype(np.float32)), voice)) > ECHO_SHARE


def test_another_voice_is_not_ours(voice: Samples) -> None:
    other = babble(len(voice) / RATE + 1)[::2][: len(voice)]
    assert max(shares(over_the_line(other), voice)) < ECHO_SHARE - 0.2


def test_a_caller_who_speaks_over_the_echo_is_heard(voice: Samples) -> None:
    other = babble(len(voice) / RATE + 1)[::2][: len(voice)]
    both = over_the_line(other + late(voice, 120) * 10 ** (-20 / 20))
    assert max(shares(both, voice)) < ECHO_SHARE


def test_nothing_is_an_echo_of_silence(voice: Samples) -> None:
    assert max(shares(voice, np.zeros_like(voice))) == 0
    assert max(shares(np.zeros_like(voice), voice)) == 0


def test_the_guard_knows_what_is_played_when(voice: Samples) -> None:
    guard = EchoGuard(RATE)
    guard.plays(voice[: 800 * PER_MS], 2_000)
    guard.plays(voice[800 * PER_MS :], 2_000)
    begin = 1_000 * PER_MS
    heard = voice[begin - 100 * PER_MS : begin + 500 * PER_MS] * 0.1
    assert guard.is_echo(heard, 2_000 + 1_000 + 500)
    assert not guard.is_echo(heard, 10_000)


def test_what_was_stopped_was_not_played(voice: Samples) -> None:
    guard = EchoGuard(RATE)
    guard.plays(voice, 0)
    guard.stops(300)
    assert not guard.is_echo(voice[900 * PER_MS : 1_500 * PER_MS], 1_500)


def test_a_long_call_is_forgotten(voice: Samples) -> None:
    guard = EchoGuard(RATE)
    for second in range(0, 600, 10):
        guard.plays(voice, second * 1_000)
    assert len(guard._sent) < 10 * RATE + len(voice)
