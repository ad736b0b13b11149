"""JSON in, typed values out: the fast way, the careful way and the strict one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar, cast, overload

from pydantic import ValidationError
from pydantic_core import (
    InitErrorDetails,
    PydanticCustomError,
    PydanticSerializationError,
    to_json,
)

from ._construct import Construction
from ._dump import dump
from ._errors import APIResponseValidationError
from ._json import load
from ._memory import remembered
from ._schema import NeedsCare, wire_reader
from ._shapes import Shape, shape_of
from ._strict import Check, Fault

T = TypeVar("T")
_building = threading.RLock()


class Adapter(Generic[T]):
    """Reads JSON as one type. Made once, by `adapter`, and used from any thread."""

    __slots__ = ("_shape", "_title", "_validate")

    def __init__(self, annotation: Any) -> None:
        self._title = str(getattr(annotation, "__name__", annotation))
        self._shape: Shape = shape_of(annotation)
        self._validate: Callable[[str | bytes | bytearray], Any] = wire_reader(self._shape)

    @property
    def shape(self) -> Shape:
        """What the type says, for walks over data."""
        return self._shape

    def parse(self, data: object, *, strict: bool = False) -> T:
        """The value of JSON text, if `data` is bytes, else of JSON-ready data; see `parse`.

        Raises the details of its error: `InvalidJSON` or `pydantic.ValidationError`.
        """
        if isinstance(data, (bytes, bytearray)):
            return self.parse_json(data, strict=strict)
        if isinstance(data, memoryview):
            return self.parse_json(data.tobytes(), strict=strict)
        plain = dump(data)
        try:
            text = to_json(plain)
        except (PydanticSerializationError, UnicodeEncodeError):
            return self._careful(plain, strict=strict)
        return self.parse_json(text, strict=strict)

    def parse_json(self, text: str | bytes | bytearray, *, strict: bool = False) -> T:
        """The value of JSON text; see `parse`."""
        value: Any = None
        fits = True
        try:
            value = self._validate(text)
        except (ValidationError, NeedsCare):
            fits = False
        # Outside the handler: pydantic's error quotes what was received, and must not be the context of ours.
        if not fits:
            return self._careful(load(text), strict=strict)
        if strict:
            self._refuse(load(text))
        return cast("T", value)

    def _careful(self, raw: Any, *, strict: bool) -> T:
        if strict:
            self._refuse(raw)
        try:
            value = Construction().build(self._shape, raw)
        except RecursionError:
            # The caller is itself deep in the stack: untyped is better than lost.
            value = raw
        return cast("T", value)

    def _refuse(self, raw: Any) -> None:
        check = Check(counts=True)
        try:
            check.visit(self._shape, raw, ())
        except RecursionError:
            check.faults.append(Fault((), "depth", "nested too deeply to be checked"))
        if check.faults:
            raise ValidationError.from_exception_data(
                self._title, [_detail(fault) for fault in check.faults], "json", hide_input=True
            )


def _detail(fault: Fault) -> InitErrorDetails:
    # The stubs ask for literals; no received text is in either.
    code, message = cast("Any", fault.code), cast("Any", fault.message)
    return {"type": PydanticCustomError(code, message), "loc": fault.place, "input": None}


@remembered(4096)
def _adapter(annotation: Any) -> Adapter[Any]:
    # Building reads and writes class attributes: one thread at a time.
    with _building:
        return Adapter[Any](annotation)


@overload
def adapter(annotation: type[T]) -> Adapter[T]: ...
@overload
def adapter(annotation: object) -> Adapter[Any]: ...
def adapter(annotation: Any) -> Adapter[Any]:
    """The reader of a type, made on first use and kept.

    Args:
        annotation: a generated class, alias or union, or a list, dict or tuple of them.

    Raises:
        TypeError: it is none of these.
        NameError: a forward reference in it names nothing.
    """
    return _adapter(annotation)


@overload
def parse(annotation: type[T], data: object, *, strict: bool = False) -> T: ...
@overload
def parse(annotation: object, data: object, *, strict: bool = False) -> Any: ...
def parse(annotation: Any, data: object, *, strict: bool = False) -> Any:
    """The typed value of received JSON.

    Lenient (the default), every JSON value is accepted: what does not fit its type stays plain
    data where it stands, and `dump` gives back exactly what came. Strict, only what the document
    allows: no unknown enum values, variants, or properties of closed objects, no null that is
    not documented, nothing missing, nothing of another type, no constraint broken, nothing that
    is of two alternatives where the document wants one.

    Args:
        annotation: the type, as for `adapter`.
        data: JSON text as bytes, or JSON-ready data (a str is a JSON string).
        strict: refuse what the document does not allow.

    Raises:
        APIResponseValidationError: strict, and the data does not fit; `__cause__` has the details,
            no values are in either. Or (`InvalidJSON`) the text is not JSON, or data is nested deeper
            than 200 levels.
        TypeError: data that is not JSON-ready, or a type that is not a generated one.
    """
    try:
        return _adapter(annotation).parse(data, strict=strict)
    except ValidationError as error:
        raise APIResponseValidationError(str(error)) from error
