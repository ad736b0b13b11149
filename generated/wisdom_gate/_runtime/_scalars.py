"""Python values that remember the exact JSON they were read from."""

from __future__ import annotations

import base64
import binascii
import decimal
import re
import uuid
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar, Self, final

# RFC 3339, section 5.6; upper and lower case T and Z are both valid there.
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})"
_is_date_time = re.compile(rf"{_DATE}[Tt ]{_TIME}").fullmatch
_is_date = re.compile(_DATE).fullmatch
_is_time = re.compile(_TIME).fullmatch
_is_uuid = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}").fullmatch
_is_decimal = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?").fullmatch
# RFC 3339, appendix A (ISO 8601 durations), with a sign and fractions as most libraries write.
_duration = re.compile(
    r"([+-]?)P(?:([0-9]+(?:\.[0-9]+)?)W|(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+(?:\.[0-9]+)?)D)?"
    r"(?:T(?=[0-9])(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+(?:\.[0-9]+)?)S)?)?)"
).fullmatch


class Exact:
    """A value that was read from JSON and is written as the same JSON again.

    Anything derived from it (a sum, a `replace`, another zone) is a new value without a memory.
    """

    __slots__ = ()
    python: ClassVar[type]
    """The class that hand-made values have."""
    received: Any
    """The JSON value that it was read from."""

    @classmethod
    def read(cls, raw: object) -> Self:
        """The value of received JSON.

        Raises:
            ValueError: `raw` is not in the format.
        """
        raise NotImplementedError


class DateTime(datetime, Exact):
    """`format: date-time`. A leap second reads as the second before it."""

    __slots__ = ("received",)
    python = datetime

    @classmethod
    def read(cls, raw: object) -> Self:
        if type(raw) is not str or _is_date_time(raw) is None:
            raise ValueError("not an RFC 3339 date-time")
        text = raw
        if raw[17:19] == "60":
            text = f"{raw[:17]}59{raw[19:]}"
        self = cls.fromisoformat(text.upper())
        self.received = raw
        return self

    def __reduce_ex__(self, protocol: Any) -> Any:
        raw = getattr(self, "received", None)
        if raw is None:
            return (datetime.fromisoformat, (self.isoformat(),))
        return (type(self).read, (raw,))


class Date(date, Exact):
    """`format: date`."""

    __slots__ = ("received",)
    python = date

    @classmethod
    def read(cls, raw: object) -> Self:
        if type(raw) is not str or _is_date(raw) is None:
            raise ValueError("not an RFC 3339 full-date")
        self = cls.fromisoformat(raw)
        self.received = raw
        return self

    def __reduce__(self) -> Any:
        raw = getattr(self, "received", None)
        if raw is None:
            return (date.fromisoformat, (self.isoformat(),))
        return (type(self).read, (raw,))


class Time(time, Exact):
    """`format: time`. A leap second reads as the second before it."""

    __slots__ = ("received",)
    python = time

    @classmethod
    def read(cls, raw: object) -> Self:
        if type(raw) is not str or _is_time(raw) is None:
            raise ValueError("not an RFC 3339 full-time")
        text = raw
        if raw[6:8] == "60":
            text = f"{raw[:6]}59{raw[8:]}"
        self = cls.fromisoformat(text.upper())
        self.received = raw
        return self

    def __reduce_ex__(self, protocol: Any) -> Any:
        raw = getattr(self, "received", None)
        if raw is None:
            return (time.fromisoformat, (self.isoformat(),))
        return (type(self).read, (raw,))


class Duration(timedelta, Exact):
    """`format: duration`. A year counts 365 days and a month 30, for want of a calendar."""

    __slots__ = ("received",)
    python = timedelta

    @classmethod
    def read(cls, raw: object) -> Self:
        found = _duration(raw) if type(raw) is str else None
        if found is None or not any(found.groups()[1:]):
            raise ValueError("not an ISO 8601 duration")
        sign, *parts = found.groups()
        weeks, years, months, days, hours, minutes, seconds = (float(part or 0) for part in parts)
        factor = -1 if sign == "-" else 1
        try:
            self = cls(
                days=factor * (years * 365 + months * 30 + weeks * 7 + days),
                hours=factor * hours,
                minutes=factor * minutes,
                seconds=factor * seconds,
            )
        except OverflowError:
            raise ValueError("a duration out of range") from None
        self.received = raw
        return self

    def __reduce__(self) -> Any:
        raw = getattr(self, "received", None)
        if raw is None:
            return (timedelta, (self.days, self.seconds, self.microseconds))
        return (type(self).read, (raw,))


class Uuid(uuid.UUID, Exact):
    """`format: uuid` (RFC 9562): the hyphenated form, in either case."""

    __slots__ = ("received",)
    python = uuid.UUID

    @classmethod
    def read(cls, raw: object) -> Self:
        if type(raw) is not str or _is_uuid(raw) is None:
            raise ValueError("not a UUID")
        self = cls(raw)
        object.__setattr__(self, "received", raw)
        return self

    def __reduce__(self) -> Any:
        return (type(self).read, (self.received,))


@final
class Base64(bytes, Exact):
    """`format: byte`: the decoded bytes of standard base64 (RFC 4648, section 4)."""

    python = bytes

    @classmethod
    def read(cls, raw: object) -> Self:
        if type(raw) is not str:
            raise ValueError("not base64")
        try:
            self = cls(base64.b64decode(raw, validate=True))
        except (binascii.Error, ValueError):
            raise ValueError("not base64") from None
        self.received = raw
        return self

    def __reduce__(self) -> Any:
        return (type(self).read, (self.received,))


class Decimal(decimal.Decimal, Exact):
    """`format: decimal`: a decimal number in a JSON string or a JSON number."""

    __slots__ = ("received",)
    python = decimal.Decimal

    @classmethod
    def read(cls, raw: object) -> Self:
        if type(raw) is str:
            if _is_decimal(raw) is None:
                raise ValueError("not a decimal number")
        elif type(raw) is not int and type(raw) is not float:
            raise ValueError("not a decimal number")
        self = cls(str(raw))
        self.received = raw
        return self

    def __reduce__(self) -> Any:
        raw = getattr(self, "received", None)
        return (decimal.Decimal, (str(self),)) if raw is None else (type(self).read, (raw,))

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: Any) -> Self:
        return self


EXACT: tuple[type[Exact], ...] = (DateTime, Date, Time, Duration, Uuid, Base64, Decimal)
