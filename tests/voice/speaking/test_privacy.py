"""What callers said: spoken by this machine's own voices, and found nowhere afterwards."""

import asyncio
import logging
from pathlib import Path

import pytest

from tests.doubles.tone_voice import ToneVoice
from voice.speaking.cache import AudioCache
from voice.speaking.edge import EdgeSynthesizer
from voice.speaking.espeak import EspeakSynthesizer
from voice.speaking.mouth import Mouth, build_mouth
from voice.speaking.piper import PiperSynthesizer
from voice.speaking.speech import Speech, SynthesisError

QUOTED = "Câu hỏi nghe được là: tôi tên Trần Văn Bình"
SECRET = "Bình"


class Careless(ToneVoice):
    """A voice of this machine whose errors quote what it was to say."""

    error: type[Exception] = SynthesisError

    async def synthesize(self, text: str) -> Speech:
        self.texts.append(text)
        raise self.error(text)


@pytest.fixture
async def network() -> ToneVoice:
    return ToneVoice("network")


@pytest.fixture
async def local() -> ToneVoice:
    return ToneVoice("local", is_local=True)


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_a_private_sentence_is_given_to_local_voices_only(
    network: ToneVoice, local: ToneVoice, tmp_path: Path
) -> None:
    said = await Mouth([network, local], AudioCache(tmp_path)).say(QUOTED, private=True)
    assert (said.voice, said.cached) == ("local", False)
    assert (network.texts, local.texts) == ([], [QUOTED])


async def test_a_private_sentence_is_never_stored_however_often_it_is_said(
    network: ToneVoice, local: ToneVoice, tmp_path: Path
) -> None:
    mouth = Mouth([network, local], AudioCache(tmp_path))
    for _ in range(2):
        assert not (await mouth.say(QUOTED, private=True)).cached
    assert (await mouth.say(QUOTED, 0.75, private=True)).voice == "local"
    assert files(tmp_path) == []


async def test_a_private_sentence_is_not_looked_for_in_the_cache(local: ToneVoice, tmp_path: Path) -> None:
    mouth = Mouth([local], AudioCache(tmp_path))
    await mouth.say("Xin chào")
    assert len(files(tmp_path)) == 1
    assert not (await mouth.say("Xin chào", private=True)).cached
    assert len(local.texts) == 2


async def test_private_and_public_requests_for_one_sentence_never_share_a_voice_at_work(
    network: ToneVoice, local: ToneVoice, tmp_path: Path
) -> None:
    mouth = Mouth([network, local], AudioCache(tmp_path))
    network.gate.clear()
    local.gate.clear()
    public = asyncio.create_task(mouth.say("Xin chào"))
    await network.begun.wait()
    private = [asyncio.create_task(mouth.say("Xin chào", private=True)) for _ in range(2)]
    await local.begun.wait()
    also_public = asyncio.create_task(mouth.say("Xin chào"))
    network.gate.set()
    local.gate.set()
    assert [(await task).voice for task in (public, also_public)] == ["network"] * 2
    assert [(await task).voice for task in private] == ["local"] * 2
    assert (len(network.texts), len(local.texts)) == (1, 2)


@pytest.mark.parametrize("kind", [SynthesisError, ValueError, KeyError])
async def test_no_log_and_no_error_quotes_a_private_sentence(
    kind: type[Exception], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    careless = Careless("careless", is_local=True)
    careless.error = kind
    with caplog.at_level(logging.DEBUG), pytest.raises(SynthesisError) as raised:
        await Mouth([careless], AudioCache(tmp_path)).say(QUOTED, private=True)
    assert careless.texts == [QUOTED]
    assert raised.value.__cause__ is raised.value.__context__ is None
    assert f"careless: {kind.__name__}" in str(raised.value)
    assert f"Voice careless failed: {kind.__name__}" in caplog.text
    assert SECRET not in caplog.text + str(raised.value)


async def test_a_text_without_words_is_not_quoted_either(local: ToneVoice, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no words") as raised:
        await Mouth([local], AudioCache(tmp_path)).say(" *** ", private=True)
    assert "***" not in str(raised.value)


async def test_when_a_local_voice_fails_the_next_local_one_speaks(
    network: ToneVoice, local: ToneVoice, tmp_path: Path
) -> None:
    careless = Careless("careless", is_local=True)
    mouth = Mouth([careless, network, local], AudioCache(tmp_path))
    assert (await mouth.say(QUOTED, private=True)).voice == "local"
    assert network.texts == []


async def test_without_a_local_voice_a_private_sentence_is_refused(
    network: ToneVoice, tmp_path: Path
) -> None:
    with pytest.raises(SynthesisError, match="no voice of this machine"):
        await Mouth([network], AudioCache(tmp_path)).say(QUOTED, private=True)
    assert network.texts == []


async def test_the_voice_that_stands_behind_for_private_sentences_says_no_others(
    network: ToneVoice, local: ToneVoice, tmp_path: Path
) -> None:
    mouth = Mouth([network], AudioCache(tmp_path), private_fallback=local)
    assert (await mouth.say(QUOTED, private=True)).voice == "local"
    network.failing = True
    with pytest.raises(SynthesisError, match="network: out of order"):
        await mouth.say("Xin chào")
    assert local.texts == [QUOTED]


async def test_a_network_voice_cannot_stand_behind_for_private_sentences(
    network: ToneVoice, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match="network is no voice of this machine"):
        Mouth([network], AudioCache(tmp_path), private_fallback=network)


async def test_whatever_voices_are_configured_the_offline_one_says_private_sentences(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[str] = []

    async def refuse(self: EdgeSynthesizer, text: str) -> Speech:
        given.append(text)
        raise SynthesisError("out of order")

    monkeypatch.setattr(EdgeSynthesizer, "synthesize", refuse)
    for names in (["edge"], ["edge:NamMinh", "piper:/no/such.onnx"], ["edge", "espeak"]):
        mouth = build_mouth(names, tmp_path)
        assert (await mouth.say(QUOTED, private=True)).voice == "espeak"
    assert given == []
    with pytest.raises(SynthesisError, match=r"no voice could speak: edge: out of order$"):
        await build_mouth(["edge"], tmp_path).say("Xin chào")
    assert files(tmp_path) == []


def test_only_the_voice_of_the_network_is_not_local() -> None:
    assert [voice.is_local for voice in (EdgeSynthesizer, EspeakSynthesizer, PiperSynthesizer)] == [
        False, True, True,
    ]  # fmt: skip
    assert not EdgeSynthesizer().at(0.75).is_local
