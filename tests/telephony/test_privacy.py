"""What callers say of themselves stays nowhere: data folder, log and network voices are searched for it.

Whole calls go through the real journal, policy, transfer, briefing, mouth and cache. The officer must hear
the caller's words; nobody and nothing else may keep them.
"""

import logging
from dataclasses import dataclass
from pathlib import Path

import pytest

from handbook.matching.decision import Decision, Reason, Verdict
from telephony.records.masking.sentence import MASKS
from telephony.simulator import Behaviour, OfficerLeg, Utterance
from tests.doubles.simulated_network import CALLER, NIGHT, PATIENT, WORKING_HOURS, World, say
from tests.doubles.tone_voice import ToneVoice
from voice.reading import read
from voice.speaking.cache import AudioCache
from voice.speaking.mouth import Mouth, Said


@dataclass(frozen=True)
class Told:
    """What a caller says, and the words in it that are their own affair."""

    text: str
    secrets: tuple[str, ...]


CALLERS = {
    "name and telephone": (
        Told("cho tôi hỏi tôi tên là Nguyễn Thị Bích Thảo", ("Bích Thảo", "bích thảo")),
        Told("gọi lại cho tôi qua zalo chín tám bảy sáu năm bốn ba hai một", ("bảy sáu năm bốn ba",)),
    ),
    "identity card and birth": (
        Told("căn cước của tôi là 001203987654", ("001203987654", "203987")),
        Told("con gái tôi sinh ngày 17 tháng 9 năm 1983", ("17 tháng 9", "1983")),
    ),
    "address": (
        Told("nhà tôi ở số 43 ngách 12 ngõ 88 phố Khâm Thiên", ("ngách 12", "Khâm Thiên", "khâm thiên")),
        Told("tôi trú tại số bảy mươi tư phố Vọng Đức", ("bảy mươi tư", "Vọng Đức", "vọng đức")),
    ),
    "plate and passport": (
        Told("xe của tôi biển số 29A 678.91", ("678.91", "29A")),
        Told("hộ chiếu của tôi là B7654321", ("B7654321", "7654321")),
    ),
    "mail and a relative": (
        Told("thư của tôi là bich.thao.1983@example.vn", ("bich.thao", "example.vn")),
        Told("chồng tôi Trần Quốc Khải bị mất giấy tờ", ("Quốc Khải", "quốc khải")),
    ),
    "mail said, and a foreigner": (
        Told("email là hoa mộc lan a còng gmail chấm com", ("hoa mộc lan", "mộc lan")),
        Told("chồng tôi là Johann Sebastian Bach", ("Sebastian", "sebastian")),
    ),
}
SECRETS = [secret for said in CALLERS.values() for told in said for secret in told.secrets] + [CALLER]
DUTIES = {
    "accepted": ((OfficerLeg(Behaviour.ACCEPT),), ()),
    "nobody answers": (
        (OfficerLeg(Behaviour.NO_ANSWER), OfficerLeg(Behaviour.VOICEMAIL)),
        (say("xin gọi lại"),),
    ),
    "all decline": (
        (OfficerLeg(Behaviour.DECLINE), OfficerLeg(Behaviour.DECLINE)),
        (Utterance.pressed("2"),),
    ),
}


class Careless(Mouth):
    """A mouth that says what is private like everything else."""

    async def say(self, text: str, pace: float = 1.0, *, private: bool = False) -> Said:
        return await super().say(text, pace)


class Line:
    """A helpline whose callers say all of that, and what is left behind when they have rung off."""

    def __init__(self, folder: Path, mouth: type[Mouth] = Mouth) -> None:
        self.network, self.here = ToneVoice("network"), ToneVoice("here", is_local=True)
        self.cache = AudioCache(folder / "speech")
        self.mouth = mouth([self.network, self.here], self.cache)
        self.world = World(folder, mouth=self.mouth)
        self.folder = folder
        unmatched = Decision(Verdict.TRANSFER, None, (), 0.1, reason=Reason.UNMATCHED)
        texts = [told.text for said in CALLERS.values() for told in said]
        self.world.understanding.decisions = dict.fromkeys([*texts, "xin gọi lại"], unmatched)

    async def call(self, who: str, duty: str, *, at_night: bool = False) -> None:
        self.world.now = NIGHT if at_night else WORKING_HOURS
        officers, then_says = DUTIES[duty]
        says = [say(told.text) for told in CALLERS[who]]
        timeline = await self.world.call([*says, *then_says], officers, PATIENT)
        record = self.world.service.journal.find(timeline.call_sid)
        assert record is not None
        assert [turn.decision for turn in record.turns][:2] == ["transfer", "transfer"]

    def leaks(self, log: str) -> list[tuple[str, str]]:
        """Where something of a caller was found, and what."""
        places = {str(file.relative_to(self.folder)): file.read_bytes() for file in self.files()}
        # Sound tells nothing to whoever searches it: what it says is told by the texts it was made of.
        cached = [
            text
            for voice in (self.network, self.here)
            for text in set(voice.texts)
            if self.cache.holds(text, voice.fingerprint)
        ]
        places |= {"log": log.encode(), "cache": "\n".join(cached).encode()}
        places |= {"network voice": "\n".join(self.network.texts).encode()}
        return [
            (place, secret)
            for place, content in places.items()
            for secret in SECRETS
            if any(form.encode() in content for form in (secret, read(secret)))
            # The roster, which is the officers' own, holds what it needs to know callers' communes by.
            if place != "officers.yaml"
        ]

    def stored(self) -> bytes:
        """The database, with its write-ahead log."""
        return b"".join(file.read_bytes() for file in self.folder.glob("helpline.sqlite3*"))

    def files(self) -> list[Path]:
        return [file for file in self.folder.rglob("*") if file.is_file()]


async def test_what_callers_say_of_themselves_is_left_nowhere(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    line = Line(tmp_path)
    for number, who in enumerate(CALLERS):
        await line.call(who, list(DUTIES)[number % len(DUTIES)])
    await line.call("name and telephone", "accepted", at_night=True)
    assert line.world.service.journal.flush()

    stored = line.stored()
    assert line.leaks(caplog.text) == []
    assert {mask for mask in MASKS if mask.encode() in stored} == set(MASKS), "it was there, and is masked"
    assert "Câu hỏi nghe được là".encode() in stored
    for said in CALLERS.values():
        assert any(read(said[1].text) in text for text in line.here.texts), "the officer hears it"
    assert line.network.texts, "and the network's voice says everything else"
    assert any(file.suffix == ".ulaw" for file in line.files())

    line.world.service.journal.shut()
    assert line.leaks(caplog.text) == []
    line.mouth.close()


async def test_a_briefing_in_the_ordinary_voice_would_be_found(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    line = Line(tmp_path, Careless)
    await line.call("address", "accepted")
    line.world.service.journal.shut()
    assert {place for place, _ in line.leaks(caplog.text)} == {"network voice", "cache"}
    line.mouth.close()
