"""Our voice on one caller's line: sentences go out, stop when the caller breaks in, and go on from there."""

import time
from collections.abc import Callable, Sequence

from telephony.calls.dialogue import Say
from telephony.calls.line import Line
from telephony.calls.listening import Listener
from voice.mulaw import FRAME_MS
from voice.speaking.loudness import raised
from voice.speaking.mouth import Mouth
from voice.speaking.playback import Playback


class Speaker:
    """Says one `Say` at a time; the listener is told what goes out, lest it takes it for the caller."""

    def __init__(
        self,
        line: Line,
        mouth: Mouth,
        listener: Listener,
        clock: Callable[[], float] = time.perf_counter,
        begun: Callable[[str, float], None] = lambda voice, synthesis_ms: None,
    ) -> None:
        """`begun` is told, sentence by sentence, which voice said it and how long that took in ms."""
        self._line = line
        self._mouth = mouth
        self._listener = listener
        self._clock = clock
        self._begun = begun
        self._saying = Say(())
        self._unsaid: tuple[str, ...] = ()
        self._playback = Playback()
        self._marks = 0
        self._outstanding: str | None = None
        self._interrupted = False

    @property
    def speaking(self) -> bool:
        """Whether something said has neither been heard to its end nor been stopped."""
        return self._outstanding is not None

    def passed(self, ms: float) -> None:
        """The line came on by so much audio time."""
        if self._outstanding and not self._interrupted:
            self._playback.advance(int(ms // FRAME_MS))

    def marked(self, name: str) -> bool:
        """A mark came back; whether it is the one behind what is being said."""
        if name != self._outstanding:
            return False
        self._outstanding = None
        self._listener.falls_silent()
        return True

    def interrupt(self) -> None:
        """What is being said is to go no further; `fall_silent` then stops the line."""
        self._interrupted = True

    async def fall_silent(self) -> None:
        """Takes back what the line has not played."""
        await self._line.clear()

    async def say(self, say: Say) -> None:
        """Says this from the beginning. Raises SynthesisError."""
        self._saying, self._playback = say, Playback()
        await self._speak([], say.sentences)

    async def resume(self) -> bool:
        """Goes on where the voice was stopped; False when nothing was left to say. Raises SynthesisError."""
        rest = [codes for _, codes in self._playback.resumed()]
        if not rest and not self._unsaid:
            return False
        await self._speak(rest, self._unsaid)
        return True

    async def _speak(self, rest: Sequence[bytes], sentences: tuple[str, ...]) -> None:
        """Plays `rest`, which the playback knows already, and says the sentences behind it."""
        self._marks += 1
        mark = f"said-{self._marks}"
        self._interrupted = False
        self._outstanding = mark
        self._listener.speaks()
        for codes in rest:
            await self._play(codes)
        self._unsaid = sentences
        for sentence in sentences:
            started = self._clock()
            said = await self._mouth.say(sentence, self._saying.pace)
            if self._interrupted:
                break
            codes = raised(said.mulaw) if self._saying.louder else said.mulaw
            self._playback.queue(sentence, codes)
            self._unsaid = self._unsaid[1:]
            await self._play(codes)
            self._begun(said.voice, (self._clock() - started) * 1000)
        await self._line.mark(mark)

    async def _play(self, codes: bytes) -> None:
        self._listener.plays(codes)
        await self._line.play(codes)
