"""Which browsers are counters: paired once by a short code, known afterwards by a random token.

Neither codes nor tokens are kept, only their hashes. The command line and the service share the file.
"""

import hashlib
import secrets
import sqlite3
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from telephony.errors import TelephonyError
from telephony.private_files import private_file, private_folder

CODE_LENGTH = 8
CODE_LIFETIME = timedelta(minutes=15)
"""Long enough to walk to the counter and type it, short enough that a forgotten note is worthless."""
ALPHABET = "ACDEHKLMNPRTUVXY3479"
"""Letters and digits unlike each other to eye and ear: no B beside 8, no O beside 0, no I beside 1."""

# A code has only 34 bits, so its hash must be slow; a token has 256 and needs no slowness.
_SCRYPT_COST = 2**14

_TABLES = """
CREATE TABLE IF NOT EXISTS code (
    salt BLOB NOT NULL, hash BLOB NOT NULL, name TEXT NOT NULL, expires TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS counter (
    name TEXT PRIMARY KEY COLLATE NOCASE, token BLOB NOT NULL UNIQUE, paired TEXT NOT NULL
);
"""


class PairingError(TelephonyError):
    """A counter cannot be paired or unpaired; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Counter:
    """A paired browser."""

    name: str
    paired: datetime


@dataclass(frozen=True, slots=True)
class PairingCode:
    """What is read out to whoever sets up a counter."""

    text: str
    """In two groups of four: "ACDE-3479"."""
    expires: datetime


class Counters:
    """The counters of one installation, kept in the SQLite file `path`; every call is a transaction."""

    def __init__(self, path: Path, now: Callable[[], datetime]) -> None:
        self._path = path
        self._now = now

    def issue_code(self, name: str) -> PairingCode:
        """A fresh code for the counter `name`; it works once and replaces an unused one of that name.

        Raises PairingError for a name that is empty or too long.
        """
        name = " ".join(unicodedata.normalize("NFC", name).split())
        if not 1 <= len(name) <= 40:
            raise PairingError("a counter needs a name of 1 to 40 characters, such as 'Quầy 1'")
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        salt, expires = secrets.token_bytes(16), self._now() + CODE_LIFETIME
        with self._transaction() as database:
            database.execute(
                "DELETE FROM code WHERE name = ? OR expires <= ?", (name, self._now().isoformat())
            )
            database.execute(
                "INSERT INTO code VALUES (?, ?, ?, ?)",
                (salt, _slow_hash(code, salt), name, expires.isoformat()),
            )
        return PairingCode(f"{code[:4]}-{code[4:]}", expires)

    def pair(self, code: str) -> tuple[Counter, str] | None:
        """The counter that `code` was issued for and its new token; None for a wrong, used or expired code.

        A counter of the same name that was paired before loses its access.
        """
        plain = "".join(character for character in code.upper() if character.isalnum())
        now = self._now()
        with self._transaction() as database:
            open_codes = database.execute(
                "SELECT rowid, salt, hash, name FROM code WHERE expires > ?", (now.isoformat(),)
            ).fetchall()
            for row, salt, expected, name in open_codes:
                if secrets.compare_digest(_slow_hash(plain, salt), expected):
                    token = secrets.token_urlsafe(32)
                    database.execute("DELETE FROM code WHERE rowid = ?", (row,))
                    database.execute(
                        "INSERT OR REPLACE INTO counter VALUES (?, ?, ?)",
                        (name, _hash(token), now.isoformat()),
                    )
                    return Counter(name, now), token
        return None

    def find(self, token: str | None) -> Counter | None:
        """The counter that holds `token`."""
        if not token or not self._path.exists():
            return None
        with self._transaction() as database:
            row = database.execute(
                "SELECT name, paired FROM counter WHERE token = ?", (_hash(token),)
            ).fetchone()
        return Counter(row[0], datetime.fromisoformat(row[1])) if row else None

    def all(self) -> list[Counter]:
        """Every paired counter, by name."""
        if not self._path.exists():
            return []
        with self._transaction() as database:
            rows = database.execute("SELECT name, paired FROM counter ORDER BY name").fetchall()
        return [Counter(name, datetime.fromisoformat(paired)) for name, paired in rows]

    def unpair(self, name: str) -> None:
        """Takes the counter's access away at once. Raises PairingError when there is none of that name."""
        with self._transaction() as database:
            gone = database.execute("DELETE FROM counter WHERE name = ?", (name,)).rowcount
        if not gone:
            known = ", ".join(counter.name for counter in self.all()) or "none"
            raise PairingError(f"no counter is called {name!r}; paired counters: {known}")

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        private_folder(self._path.parent)
        private_file(self._path)
        with closing(sqlite3.connect(self._path, timeout=5)) as database, database:
            database.executescript(_TABLES)
            # Two browsers with one code must not both be let in.
            database.execute("BEGIN IMMEDIATE")
            yield database


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _slow_hash(code: str, salt: bytes) -> bytes:
    return hashlib.scrypt(code.encode(), salt=salt, n=_SCRYPT_COST, r=8, p=1)
