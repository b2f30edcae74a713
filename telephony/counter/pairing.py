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
    replaces: Counter | None = None
    """A counter of this name that is paired already, and loses its access when the code is used."""


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
        hashed = _slow_hash(code, salt)
        with self._changing() as database:
            database.execute(
                "DELETE FROM code WHERE folded(name) = folded(?) OR expires <= ?",
                (name, self._now().isoformat()),
            )
            database.execute(
                "INSERT INTO code VALUES (?, ?, ?, ?)", (salt, hashed, name, expires.isoformat())
            )
            replaced = _paired(database, name)
        return PairingCode(f"{code[:4]}-{code[4:]}", expires, replaced)

    def pair(self, code: str) -> tuple[Counter, str] | None:
        """The counter that `code` was issued for and its new token; None for a wrong, used or expired code.

        A counter of the same name that was paired before loses its access. Blocks, some 50 ms for each code
        that is open.
        """
        plain = "".join(character for character in code.upper() if character.isalnum())
        if len(plain) != CODE_LENGTH or not set(plain) <= set(ALPHABET) or not self._path.exists():
            return None
        now = self._now()
        # Nobody waits for the file while hashes are made.
        with self._reading() as database:
            open_codes = database.execute(
                "SELECT salt, hash, name FROM code WHERE expires > ?", (now.isoformat(),)
            ).fetchall()
        for salt, expected, name in open_codes:
            if secrets.compare_digest(_slow_hash(plain, salt), expected):
                return self._use(salt, name, now)
        return None

    def _use(self, salt: bytes, name: str, now: datetime) -> tuple[Counter, str] | None:
        token = secrets.token_urlsafe(32)
        with self._changing() as database:
            # Of two browsers with one code only the first is let in.
            if not database.execute("DELETE FROM code WHERE salt = ?", (salt,)).rowcount:
                return None
            database.execute("DELETE FROM counter WHERE folded(name) = folded(?)", (name,))
            database.execute("INSERT INTO counter VALUES (?, ?, ?)", (name, _hash(token), now.isoformat()))
        return Counter(name, now), token

    def find(self, token: str | None) -> Counter | None:
        """The counter that holds `token`."""
        if not token or not self._path.exists():
            return None
        with self._reading() as database:
            row = database.execute(
                "SELECT name, paired FROM counter WHERE token = ?", (_hash(token),)
            ).fetchone()
        return _counter(row)

    def all(self) -> list[Counter]:
        """Every paired counter, by name."""
        if not self._path.exists():
            return []
        with self._reading() as database:
            rows = database.execute("SELECT name, paired FROM counter ORDER BY name").fetchall()
        return [Counter(name, datetime.fromisoformat(paired)) for name, paired in rows]

    def unpair(self, name: str) -> Counter:
        """Takes the counter's access away at once. Raises PairingError when there is none of that name."""
        with self._changing() as database:
            gone = _paired(database, name)
            database.execute("DELETE FROM counter WHERE folded(name) = folded(?)", (name,))
        if gone is None:
            known = ", ".join(counter.name for counter in self.all()) or "none"
            raise PairingError(f"no counter is called {name!r}; paired counters: {known}")
        return gone

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=5)) as database, database:
            database.executescript(_TABLES)
            yield database

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        private_folder(self._path.parent)
        private_file(self._path)
        with self._reading() as database:
            database.create_function("folded", 1, folded, deterministic=True)
            database.execute("BEGIN IMMEDIATE")
            yield database


def folded(name: str) -> str:
    """What makes two names the same: "Quầy 1", "QUẦY  1" and either in combining characters."""
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold()).split())


def _paired(database: sqlite3.Connection, name: str) -> Counter | None:
    found = database.execute("SELECT name, paired FROM counter WHERE folded(name) = folded(?)", (name,))
    return _counter(found.fetchone())


def _counter(row: tuple[str, str] | None) -> Counter | None:
    return Counter(row[0], datetime.fromisoformat(row[1])) if row else None


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _slow_hash(code: str, salt: bytes) -> bytes:
    return hashlib.scrypt(code.encode(), salt=salt, n=_SCRYPT_COST, r=8, p=1)
