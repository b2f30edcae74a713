"""Our voice on one caller's line: sentences go out, stop when the caller breaks in, and go on from there."""

import asyncio
import time
from collections.abc import Callable, Sequence

from telephony.calls.dialogue import Say
from telephony.calls.line import Line
from telephony.calls.listening import Listener
from voice.mulaw import FRAME_BYTES, FRAME_MS
from voice.speaking.loudness import raised
from voice.speaking.mouth import Said, TextToSpeech
from voice.speaking.playback import Playback

MARK_LATE_MS = 2_000
"""Past the end of what was sent: a mark that has not come back by then never will (a gateway or a proxy has
dropped it), and the caller must not be left waiting for it."""


class Speaker:
    """Says one `Say` at a time; the listener is told what goes out, lest it takes it for the caller."""

    def __init__(
        self,
        line: Line,
        mouth: TextToSpeech,
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
        self._unplayed_ms = 0.0
        """Of what was sent; negative once the line must have come to its end."""
        self._all_sent = False
        self._passed_ms = 0.0
        """Not yet counted as whole frames."""
        self._interrupted = asyncio.Event()
        self._clearing: asyncio.Task[None] | None = None

    @property
    def speaking(self) -> bool:
        """Whether something said has neither been heard to its end nor been stopped."""
        return self._outstanding is not None

    def passed(self, ms: float) -> str | None:
        """The line came on by so much audio time; gives the mark that ought to have come back by now."""
        if self._outstanding is None:
            return None
        self._unplayed_ms -= ms
        if not self._interrupted.is_set():
            frames, self._passed_ms = divmod(self._passed_ms + ms, FRAME_MS)
            self._playback.advance(int(frames))
        return self._outstanding if self._all_sent and self._unplayed_ms < -MARK_LATE_MS else None

    def marked(self, name: str) -> bool:
        """A mark came back; whether it is the one behind what is being said."""
        if name != self._outstanding:
            return False
        self._outstanding = None
        self._listener.falls_silent()
        return True

    @property
    def interrupted(self) -> bool:
        """Whether what was said last was stopped before its end."""
        return self._interrupted.is_set()

    def interrupt(self) -> None:
        """Stops at once: what the line has not played is taken back, and nothing more is sent."""
        if self._interrupted.is_set():
            return
        self._interrupted.set()
        # Not left to whoever speaks, who may be waiting for a voice.
        self._clearing = asyncio.create_task(self._clear())
        self._clearing.add_done_callback(_seen)

    async def _clear(self) -> None:
        await self._line.clear()
        self._unplayed_ms = 0.0

    async def say(self, say: Say) -> None:
        """Says this from the beginning. Raises SynthesisError."""
        self._saying, self._playback, self._passed_ms = say, Playback(), 0.0
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
        if self._clearing is not None:
            await self._clearing
        self._interrupted.clear()
        self._outstanding, self._unplayed_ms, self._all_sent = mark, 0.0, False
        self._listener.speaks()
        for codes in rest:
            await self._play(codes)
        self._unsaid = sentences
        for sentence in sentences:
            started = self._clock()
            said = await self._rendered(sentence)
            if said is None:
                break
            codes = raised(said.mulaw) if self._saying.louder else said.mulaw
            self._playback.queue(sentence, codes)
            self._unsaid = self._unsaid[1:]
            await self._play(codes)
            self._begun(said.voice, (self._clock() - started) * 1000)
        if self._clearing is not None:
            await self._clearing
        await self._line.mark(mark)
        self._all_sent = True

    async def _rendered(self, sentence: str) -> Said | None:
        """The sentence as audio; None as soon as the caller breaks in."""
        rendering = asyncio.ensure_future(self._mouth.say(sentence, self._saying.pace))
        stopping = asyncio.ensure_future(self._interrupted.wait())
        try:
            await asyncio.wait({rendering, stopping}, return_when=asyncio.FIRST_COMPLETED)
            return None if self._interrupted.is_set() else rendering.result()
        finally:
            # The voice itself goes on: what it is saying is of use to the next caller.
            rendering.cancel()
            stopping.cancel()

    async def _play(self, codes: bytes) -> None:
        self._listener.plays(codes)
        self._unplayed_ms = max(0.0, self._unplayed_ms) + len(codes) // FRAME_BYTES * FRAME_MS
        await self._line.play(codes)


def _seen(clearing: asyncio.Task[None]) -> None:
    if not clearing.cancelled():
        clearing.exception()  # A line that is gone is noticed by whoever reads it.
