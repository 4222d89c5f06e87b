"""Passwords: argon2id hashes, and what is too weak to be one. The only module that imports argon2."""

from functools import cache
from typing import TYPE_CHECKING

from assistant.errors import InvalidAccount

if TYPE_CHECKING:
    from argon2 import PasswordHasher

FEWEST, MOST = 10, 256
_COMMON = frozenset(("1234567890", "0123456789", "password12", "password123", "qwertyuiop", "1q2w3e4r5t", "abcdefghij"))


def hashed(password: str, name: str) -> str:
    """The argon2id hash of a new password; raises InvalidAccount where it is too short, too common, or the name itself."""
    lower = password.lower()
    if (
        not FEWEST <= len(password) <= MOST
        or len(set(password)) < 4
        or lower in _COMMON
        or name in (lower, lower[::-1])
    ):
        raise InvalidAccount(
            name,
            zh=f"密码应有 {FEWEST} 至 {MOST} 个字符，不能是常见密码、重复字符或用户名",
            en=f"a password has {FEWEST} to {MOST} characters and is no common one, no repetition and not the user's name",
        )
    return _hasher().hash(password)


def fits(kept: str, password: str) -> bool:
    """Whether `password` is the one behind the hash `kept`; takes as long where there is none ("")."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        matches = _hasher().verify(kept or _nobodys(), password[:MOST])
    except (VerificationError, InvalidHashError):
        return False
    return matches and bool(kept)


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _nobodys() -> str:
    return _hasher().hash("nobody signs in with this")
