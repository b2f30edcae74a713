"""A helpline in a process of its own: real server, real streams, real database, but nothing to understand.

`python -m tests.doubles.scripted_helpline FOLDER TOKEN` prints its address and serves until it is killed or
told to stop. Whatever a caller says is heard as one question, which has an answer.
"""

import asyncio
import sys
from pathlib import Path

from pydantic import SecretStr

from handbook.matching.decision import Decision, Verdict
from telephony.app.server import address, listen, running
from telephony.app.service import build_service
from telephony.calls.engines import Engines
from telephony.settings import Settings
from tests.doubles.loudness import Loudness
from tests.doubles.simulated_network import (
    ACCOUNT,
    HANDBOOK,
    ROSTER,
    Ears,
    Understanding,
    Voice,
)

QUESTION = "hôn nhân"
ALWAYS_THERE = ROSTER.replace("mon-fri 08:00-17:00", "mon-sun 00:00-24:00")


async def serve(folder: Path, token: str) -> None:
    officers = folder / "officers.yaml"
    officers.write_text(ALWAYS_THERE, encoding="utf-8")
    settings = Settings(
        _env_file=None, data=folder, officers=officers, twilio_account_sid=ACCOUNT,
        twilio_auth_token=SecretStr(token),
    )  # fmt: skip
    understanding = Understanding({QUESTION: Decision(Verdict.ANSWER, "hôn", (), 0.99)})
    engines = Engines(
        HANDBOOK,
        understanding,
        Loudness(),
        Ears(QUESTION),
        Voice(),
    )
    listener = listen("127.0.0.1", 0)
    service = build_service(settings, engines)
    async with running(service.app, listener, service.drain) as serving:
        print(address(listener), flush=True)
        await serving


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), sys.argv[2]))
