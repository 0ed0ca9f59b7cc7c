"""JSON checked against a declared form: taken at once when all is right, else gone through field by field."""

from __future__ import annotations

from typing import Any, TypeVar

from extractor.model.wire.fields import Field, Form, fields, taken
from extractor.readers.exports._fields import Fields
from extractor.tables import shown

F = TypeVar("F", bound=Form)

_BLANK: dict[type, Any] = {str: "", int: -1, bool: False, list: ()}
"""What stands for a needed value that is wrong, so that the rest is checked too: no offset is below 0."""


def form_of(object: Fields, form: type[F]) -> F:
    """The form that an object has. What is wrong is among its problems, all at once, and left out of the form.

    A null is a field that is not there. In the place of a needed value that is wrong stands a blank one: an empty
    text or list, or -1.
    """
    try:
        return taken(object.values, form)
    except ValueError:
        return collected(object, form)


def collected(object: Fields, form: type[F]) -> F:
    """As `form_of`, field by field."""
    object.known(field.name for field in fields(form))
    values = {field.name: _value(object, field) for field in fields(form)}
    return form(**{name: value for name, value in values.items() if value is not None})


def _value(object: Fields, field: Field) -> Any:
    """A field's value, None when it is not there or wrong and nobody needs it."""
    name = field.name
    value: Any
    if object.get(name, field.kind, field.required) is None:
        return _BLANK[field.kind] if field.required else None
    if field.kind is list:
        return _forms(object, field, field.items) if field.items else object.texts(name)
    if field.kind is int:
        value = object.number(name, field.least)
    elif field.choices:
        word = object.choice(name, list(field.choices))
        value = field.choices(word) if word is not None else None
    else:
        value = object.values[name]
    return _BLANK[field.kind] if value is None and field.required else value


def _forms(object: Fields, field: Field, form: type[Form]) -> tuple[Form, ...]:
    """The items of a list, blank ones where they are no objects, so that each keeps its place."""
    label = field.name.removesuffix("s")
    items = []
    for number, item in enumerate(object.items(field.name), 1):
        if isinstance(item, dict):
            items.append(collected(object.inner(f"{label} {number}", item), form))
        else:
            object.complain(f"{label} {number} should be an object", f"it is {shown(item)}")
            items.append(form(**{other.name: _BLANK[other.kind] for other in fields(form) if other.required}))
    return tuple(items)
