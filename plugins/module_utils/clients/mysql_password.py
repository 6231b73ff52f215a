"""Does a password fit the hash that MySQL keeps? Found out here, without logging in and without sending it."""

from __future__ import annotations

import hashlib
import hmac

_ALPHABET = b"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SALT_BYTES = 20
_HASH_CHARACTERS = 43


def fits(password: str, stored: str) -> bool:
    """Whether `password` is the one of a caching_sha2_password hash, as mysql.user.authentication_string holds it.

    stored: `$A$`, the rounds in thousands as 3 hexadecimal digits, `$`, 20 characters of salt, 43 of SHA-256-crypt
    """
    raw = stored.encode("latin-1", "replace")
    if len(raw) != 7 + _SALT_BYTES + _HASH_CHARACTERS or not raw.startswith(b"$A$") or raw[6:7] != b"$":
        return False
    try:
        rounds = int(raw[3:6], 16) * 1000
    except ValueError:
        return False
    salt, digest = raw[7 : 7 + _SALT_BYTES], raw[7 + _SALT_BYTES :]
    return hmac.compare_digest(_sha256_crypt(password.encode(), salt, rounds), digest)


def _sha256_crypt(password: bytes, salt: bytes, rounds: int) -> bytes:
    """The 43 characters of Drepper's SHA-crypt. Python's own `crypt` is gone in 3.13, and cuts the salt at 16 bytes."""
    inner = hashlib.sha256(password + salt + password).digest()
    start = hashlib.sha256(password + salt + _repeated(inner, len(password)))
    bits = len(password)
    while bits:
        start.update(inner if bits & 1 else password)
        bits >>= 1
    digest = start.digest()
    p = _repeated(hashlib.sha256(password * len(password)).digest(), len(password))
    s = _repeated(hashlib.sha256(salt * (16 + digest[0])).digest(), len(salt))
    for number in range(rounds):
        odd = number & 1
        text = (p if odd else digest) + (s if number % 3 else b"") + (p if number % 7 else b"")
        digest = hashlib.sha256(text + (digest if odd else p)).digest()
    return _base64(digest)


def _repeated(block: bytes, length: int) -> bytes:
    return (block * (length // len(block) + 1))[:length]


def _base64(digest: bytes) -> bytes:
    """SHA-crypt's own base 64: three bytes in a rotating order make four characters, lowest six bits first."""
    triples = [(i, (i + 10) % 30, (i + 20) % 30) for i in (0, 21, 12, 3, 24, 15, 6, 27, 18, 9)]
    text = b"".join(_characters(digest[a] << 16 | digest[b] << 8 | digest[c], 4) for a, b, c in triples)
    return text + _characters(digest[31] << 8 | digest[30], 3)


def _characters(value: int, count: int) -> bytes:
    return bytes(_ALPHABET[value >> 6 * place & 63] for place in range(count))
