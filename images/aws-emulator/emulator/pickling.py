"""How moto's objects become bytes and objects again. Most of them are plain; these are those that aren't."""

from __future__ import annotations

import collections
import contextlib
import importlib
import io
import pickle  # nosec B403
import threading
import types
import typing as t
import uuid

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from moto.core.base_backend import AccountSpecificBackend, BackendDict
from moto.iam.models import IAMBackend
from moto.s3.models import FakeKey
from moto.s3.utils import _VersionedKeyStore as KeyStore
from moto.utilities.tagging_service import TaggingService

from . import managed_policies
from .bodies import Body
from .services import attribute, service_dicts

LOCK = type(threading.Lock())
RLOCK = type(threading.RLock())
PRIVATE_KEYS = (rsa.RSAPrivateKey, ec.EllipticCurvePrivateKey, ed25519.Ed25519PrivateKey)
PUBLIC_KEYS = (rsa.RSAPublicKey, ec.EllipticCurvePublicKey, ed25519.Ed25519PublicKey)

STORES: dict[str, t.Any] = {}
"""The key stores of the buckets that are being read back, by id, still empty."""


class Pickler(pickle.Pickler):
    """Collects on the way what an object has: S3 contents (digests), buckets' key stores (ids), classes (kinds)."""

    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file, protocol=5)
        self.digests: set[str] = set()
        self.stores: set[str] = set()
        self.kinds: set[type] = set()

    def reducer_override(self, thing: t.Any) -> t.Any:
        kind = type(thing)
        self.kinds.add(kind)
        if kind is FakeKey:
            return self._key(thing)
        if kind is KeyStore:
            self.stores.add(store_id(thing))
            return _new_store, (store_id(thing),)
        if kind in (LOCK, RLOCK):
            return (threading.Lock if kind is LOCK else threading.RLock), ()
        restored = _by_setter(thing, kind)
        return (_new, (kind,), restored[0], None, None, restored[1]) if restored else _reference(thing)

    def _key(self, key: t.Any) -> t.Any:
        """An S3 object: its content goes to a file, and moto's temporary file is given up for it."""
        buffer = key._value_buffer
        with contextlib.suppress(ValueError):  # of a closed file: the object was deleted
            if not (isinstance(buffer, Body) and buffer.digest):
                key._value_buffer = Body(Body.bodies.keep(key.value))
                buffer.close()
        digest = getattr(key._value_buffer, "digest", None)
        if digest:
            self.digests.add(digest)
        state = {name: value for name, value in vars(key).items() if name not in ("_value_buffer", "lock")}
        return _new, (FakeKey,), (state, digest), None, None, _set_key


def dumps(thing: t.Any) -> tuple[bytes, Pickler]:
    file = io.BytesIO()
    pickler = Pickler(file)
    pickler.dump(thing)
    return file.getvalue(), pickler


def store_id(store: t.Any) -> str:
    return t.cast(str, vars(store).setdefault("id", uuid.uuid4().hex))


def _by_setter(thing: t.Any, kind: type) -> tuple[t.Any, t.Callable[..., None]] | None:
    """(state, what gives it to a new object) of classes whose own way doesn't do; None for all others."""
    if kind is IAMBackend:
        return managed_policies.reduced(thing), managed_policies.restore
    if kind is TaggingService:
        # moto notes of each S3 object without tags that it has none.
        return {**vars(thing), "tags": {arn: tags for arn, tags in thing.tags.items() if tags}}, _set_attributes
    if isinstance(thing, collections.defaultdict) and kind is not collections.defaultdict:
        return (vars(thing), thing.default_factory, list(thing.items())), _set_default_dict
    return None


def _reference(thing: t.Any) -> t.Any:
    if isinstance(thing, types.FunctionType) and "<locals>" in thing.__qualname__:
        return _local_function(thing)
    if isinstance(thing, BackendDict):
        module, name = next(where for where, value in service_dicts().items() if value is thing)
        return attribute, (module, name)
    if isinstance(thing, AccountSpecificBackend):
        owner = next(owner for owner in service_dicts().values() if dict.get(owner, thing.account_id) is thing)
        return _account, (owner, thing.account_id)
    if isinstance(thing, PRIVATE_KEYS):
        encoding = (serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        return _private_key, (thing.private_bytes(*encoding),)
    if isinstance(thing, PUBLIC_KEYS):
        encoded = thing.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        return serialization.load_der_public_key, (encoded,)
    return NotImplemented


def _local_function(function: t.Any) -> t.Any:
    """A function that was made inside another, by its place in the module's code: Python's version is no matter."""
    cells = tuple(cell.cell_contents for cell in function.__closure__ or ())
    place = (function.__module__, function.__qualname__, function.__code__.co_firstlineno)
    return _make_function, (*place, function.__defaults__, cells)


def _make_function(module_name: str, qualified: str, line: int, defaults: t.Any, cells: tuple[t.Any, ...]) -> t.Any:
    module = importlib.import_module(module_name)
    owner, *inner = qualified.split(".<locals>.")
    outer: t.Any = module
    for name in owner.split("."):
        outer = getattr(outer, name)
    codes = [outer.__code__]
    for name in inner:
        codes = [const for code in codes for const in code.co_consts if getattr(const, "co_name", None) == name]
    code = min(codes, key=lambda code: abs(code.co_firstlineno - line))
    closure = tuple(types.CellType(content) for content in cells)
    return types.FunctionType(code, vars(module), code.co_name, defaults, closure or None)


def _new(kind: type) -> t.Any:
    return kind.__new__(kind)


def _set_attributes(thing: t.Any, state: dict[str, t.Any]) -> None:
    vars(thing).update(state)


def _set_default_dict(thing: t.Any, state: tuple[dict[str, t.Any], t.Any, list[tuple[t.Any, t.Any]]]) -> None:
    """Python's own way calls the constructor with other arguments than a subclass may take."""
    attributes, thing.default_factory, items = state
    vars(thing).update(attributes)
    for key, value in items:
        dict.__setitem__(thing, key, value)


def _set_key(key: t.Any, state: tuple[dict[str, t.Any], str | None]) -> None:
    vars(key).update(state[0])
    key.lock = threading.Lock()
    key._value_buffer = Body(state[1]) if state[1] else io.BytesIO()


def _new_store(identity: str) -> t.Any:
    store = STORES.setdefault(identity, KeyStore())
    vars(store)["id"] = identity
    return store


def _account(backends: t.Any, account: str) -> t.Any:
    return backends[account]


def _private_key(encoded: bytes) -> t.Any:
    return serialization.load_der_private_key(encoded, None, unsafe_skip_rsa_key_validation=True)
