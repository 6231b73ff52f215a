"""Notes which S3 objects a request got at, so that only these are written, however many there are."""

from __future__ import annotations

import functools
import typing as t

from moto.core.common_models import BaseModel
from moto.s3.utils import _VersionedKeyStore as KeyStore

from .pickling import store_id

TOUCHED: dict[tuple[str, str], t.Any] = {}
"""(key store's id, object's name) -> the key store, since it was last cleared. One request runs at a time."""


def watch() -> None:
    """Patch moto's key stores. All ways to an object go through these methods."""
    for name in ("__sgetitem__", "__setitem__", "setlist", "pop"):
        setattr(KeyStore, name, _watched(getattr(KeyStore, name)))
    # moto keeps every object that ever was, for its dashboard; that would be all deleted S3 objects too.
    BaseModel.__new__ = _untracked  # type: ignore[assignment]


def _watched(method: t.Callable[..., t.Any]) -> t.Callable[..., t.Any]:
    @functools.wraps(method)
    def noted(store: t.Any, key: str, *arguments: t.Any) -> t.Any:
        TOUCHED[store_id(store), key] = store
        return method(store, key, *arguments)

    return noted


def _untracked(kind: type, *_arguments: t.Any, **_options: t.Any) -> t.Any:
    return object.__new__(kind)
