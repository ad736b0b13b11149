"""Which operations the user wants: by tag, and by path or `METHOD /path`, with shell-like patterns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from instep.diagnostics import Code, Diagnostic, Diagnostics, Location, Severity, quote


@dataclass(frozen=True, slots=True)
class Filters:
    """Patterns of operations to take and to leave. None at all takes everything."""

    include_tags: tuple[str, ...] = ()
    exclude_tags: tuple[str, ...] = ()
    include_paths: tuple[str, ...] = ()
    exclude_paths: tuple[str, ...] = ()
    used: set[str] = field(default_factory=set, compare=False)
    """Patterns that have matched something so far."""

    def __bool__(self) -> bool:
        return bool(
            self.include_tags or self.exclude_tags or self.include_paths or self.exclude_paths
        )

    def take(self, method: str, path: str, tags: Iterable[str]) -> bool:
        """Is the operation wanted? What is excluded is out, whatever includes it."""
        names = [path, f"{method.upper()} {path}"]
        tags = list(tags)
        wanted_tag = self._matches(self.include_tags, tags)
        wanted_path = self._matches(self.include_paths, names)
        refused = self._matches(self.exclude_tags, tags) | self._matches(self.exclude_paths, names)
        asked = bool(self.include_tags or self.include_paths)
        return (wanted_tag or wanted_path or not asked) and not refused

    def _matches(self, patterns: tuple[str, ...], texts: list[str]) -> bool:
        found = [p for p in patterns if any(fnmatchcase(text, p) for text in texts)]
        self.used.update(found)
        return bool(found)

    def report(self, found: Diagnostics, location: str, *, nothing_left: bool) -> None:
        """A warning for each pattern that matched nothing, so that configuration does not rot.

        That there is `nothing_left` is an error: a client without operations is nobody's wish.
        """
        if self and nothing_left:
            message = "the filters leave no operation"
            place = Location(location)
            found.add(Diagnostic(Code.FILTER_UNUSED, Severity.ERROR, message, place))
        for name in ("include_tags", "exclude_tags", "include_paths", "exclude_paths"):
            for pattern in getattr(self, name):
                if pattern not in self.used:
                    message = f"{name.replace('_', '-')} {quote(pattern)} matches no operation"
                    place = Location(location)
                    found.add(Diagnostic(Code.FILTER_UNUSED, Severity.WARNING, message, place))


def with_parents(tags: Iterable[str], parents: Mapping[str, str]) -> list[str]:
    """The tags and those that they are nested in (OpenAPI 3.2, section 4.22.2: `parent`)."""
    found: dict[str, None] = {}
    for tag in tags:
        name = tag
        while name and name not in found:
            found[name] = None
            name = parents.get(name, "")
    return list(found)
