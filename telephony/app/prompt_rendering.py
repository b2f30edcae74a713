"""The sentences of every call, rendered at start, so that the first caller waits for none."""

import asyncio
import logging
from collections.abc import Sequence

from voice.speaking.mouth import TextToSpeech
from voice.speaking.speech import SynthesisError

log = logging.getLogger(__name__)

AGAIN_S = 60.0


class PromptRendering:
    """Says each sentence once, and tries again while no voice can."""

    def __init__(self, mouth: TextToSpeech, sentences: Sequence[str], again_s: float = AGAIN_S) -> None:
        self._mouth = mouth
        self._sentences = tuple(dict.fromkeys(sentences))
        self._again_s = again_s
        self.fault: str | None = None
        """Why no voice can say them, as far as is known."""

    async def run(self) -> None:
        """Ends when all are rendered."""
        for sentence in self._sentences:
            while not await self._is_said(sentence):  # noqa: ASYNC110 - voices do not tell when they are back
                await asyncio.sleep(self._again_s)
        self.fault = None

    async def _is_said(self, sentence: str) -> bool:
        try:
            await self._mouth.say(sentence)
        except SynthesisError as error:
            if self.fault is None:
                log.error("no voice can say the prompts, calls go straight to a person: %s", error)
            self.fault = str(error)
            return False
        return True
