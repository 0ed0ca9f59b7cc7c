"""JSON taken for a form; and a form's fields as plain values, for whoever names everything that is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

from msgspec import Struct, UnsetType, convert, inspect

Form = Struct
"""What every declared form is."""
F = TypeVar("F", bound=Form)
T = TypeVar("T")

KINDS: dict[type[inspect.Type], type] = {
    inspect.StrType: str,
    inspect.EnumType: str,
    inspect.IntType: int,
    inspect.BoolType: bool,
    inspect.VarTupleType: list,
}
"""The kinds of values in a form, as `json` parses them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a form."""

    name: str
    """Its name in the JSON."""
    kind: type
    """What `json` makes of its value: a str, int, bool or list."""
    required: bool
    """Whether it must be there."""
    least: int | None = None
    """The smallest number it can be."""
    choices: type[StrEnum] | None = None
    """The words that it can be; None when it can be any."""
    items: type[Form] | None = None
    """The form of each item of a list; None for a list of strings."""


def taken(value: Any, form: type[F]) -> F:
    """Parsed JSON as a form. Raises ValueError at the first thing that is wrong."""
    return convert(value, form)


def given(value: T | UnsetType) -> T | None:
    """The value of a field that may be left away, None when it is."""
    return None if isinstance(value, UnsetType) else value


@cache
def fields(form: type[Form]) -> tuple[Field, ...]:
    """The fields of a form, in the order of their declaration."""
    kind = inspect.type_info(form)
    assert isinstance(kind, inspect.StructType), f"{form.__name__} is no form"
    return tuple(_field(field) for field in kind.fields)


def _field(field: inspect.Field) -> Field:
    kind = field.type
    if isinstance(kind, inspect.UnionType):
        (kind,) = (other for other in kind.types if type(other) in KINDS)
    item = kind.item_type if isinstance(kind, inspect.VarTupleType) else None
    return Field(
        name=field.encode_name,
        kind=KINDS[type(kind)],
        required=field.required,
        least=kind.ge if isinstance(kind, inspect.IntType) else None,
        choices=kind.cls if isinstance(kind, inspect.EnumType) and issubclass(kind.cls, StrEnum) else None,
        items=item.cls if isinstance(item, inspect.StructType) else None,
    )
