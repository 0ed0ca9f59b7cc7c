"""Any value of the model as bytes, and back: what a store keeps beside threads, and what workers are sent."""

from __future__ import annotations

import json
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


def packed(value: Any) -> bytes:
    """A value of dataclasses, forms, lists and plain values as bytes for `unpacked`."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        # Escaped, two halves of a pair that meet would come back as one character; as they are, they come back.
        return json.dumps(msgspec.to_builtins(value), ensure_ascii=False).encode("utf-8", "surrogatepass")


def unpacked(data: bytes, kind: type[T]) -> T:
    """The value of this type that `packed` wrote. Raises ValueError for anything else."""
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError):
        try:
            return msgspec.convert(json.loads(data), kind)
        except RecursionError:
            raise ValueError(f"nested too deeply for a {kind.__name__}") from None
