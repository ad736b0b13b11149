"""Compares what goes over the wire for one operation: parameters, body, responses, headers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from instep.diagnostics import quote
from instep.drift.callbacks import compare_links
from instep.drift.findings import Finding, Pair
from instep.drift.renames import guessed
from instep.drift.schema_rules import ANSWER, BODY, HEADER, PARAMETER
from instep.drift.schemas import Where
from instep.drift.tree import Node, Tree
from instep.drift.views import canonical

if TYPE_CHECKING:
    from instep.drift.operations import Offer, Operations

_NOT_PARAMETERS = frozenset({"accept", "content-type", "authorization"})
"""Header parameters with these names are ignored (OpenAPI 3.1, section 4.8.12.2)."""
_DEFAULT_STYLES = {"path": "simple", "header": "simple", "query": "form", "cookie": "form"}


@dataclass(frozen=True, slots=True)
class Messages:
    """The comparison of one operation's messages."""

    operations: Operations
    pair: Pair
    offers: tuple[Offer, Offer]
    renamed: Mapping[str, str]
    """Path parameters by their old name, and their new one."""

    def compare(self) -> None:
        """Compare everything."""
        self._parameters()
        self._body()
        self._responses()

    @property
    def _trees(self) -> tuple[Tree, Tree]:
        return self.operations.old, self.operations.new

    def _say(
        self,
        rule: str,
        old: Node | None,
        new: Node | None,
        *,
        before: str = "",
        after: str = "",
        inert: bool = False,
        perhaps: str = "",
    ) -> None:
        homes = [offer.node.pointer for offer in self.offers]
        finding = Finding(
            rule,
            homes[0] if old is None else old.pointer,
            homes[1] if new is None else new.pointer,
            in_old=old is not None,
            in_new=new is not None,
            before=before,
            after=after,
            inert=inert,
            perhaps=perhaps,
        )
        self.operations.graph.add(self.pair, finding)

    # ------------------------------------------------------------------ parameters

    def _parameters(self) -> None:
        old = dict(_parameters(self._trees[0], self.offers[0]))
        new = dict(_parameters(self._trees[1], self.offers[1]))
        old = {
            (where, self.renamed.get(name, name) if where == "path" else name): node
            for (where, name), node in old.items()
        }
        likely = _likely_renames(old, new)
        for key, node in old.items():
            if key in new:
                self._parameter(node, new[key])
            elif key[0] != "path" or f"{{{key[1]}}}" in self.offers[1].path:
                rule, sunset = self._rule_of_gone(node), node.text("x-sunset")
                self._say(rule, node, None, before=sunset, perhaps=likely.get(key, ""))
        for key, node in new.items():
            if key not in old:
                self._say(self._rule_of_new(node), None, node)

    def _rule_of_gone(self, node: Node) -> str:
        word, sunset = "request-parameter-removed", node.text("x-sunset")
        if not node.flag("deprecated"):
            return word
        early = sunset and not self.operations.passed(sunset)
        return f"{word}-before-sunset" if early else f"{word}-with-deprecation"

    def _rule_of_new(self, node: Node) -> str:
        if node.text("in") == "path":
            return "new-request-path-parameter"
        schema = _schema(node)
        default = schema is not None and "default" in (
            schema.value if isinstance(schema.value, dict) else {}
        )
        kind = "required" if node.flag("required") else "optional"
        if default:
            return f"new-{kind}-request-default-parameter-to-existing-path"
        return f"new-{kind}-request-parameter"

    def _parameter(self, old: Node, new: Node) -> None:
        in_path = new.text("in") == "path"
        was, now = old.flag("required"), new.flag("required")
        if was != now and not in_path:
            word = "required" if now else "optional"
            self._say(f"request-parameter-became-{word}", old, new)
        if old.flag("deprecated") != new.flag("deprecated"):
            word = "deprecated" if new.flag("deprecated") else "reactivated"
            self._say(f"request-parameter-{word}", old, new)
        elif new.flag("deprecated") and old.text("x-sunset") and not new.text("x-sunset"):
            before = old.text("x-sunset")
            self._say("request-parameter-sunset-deleted", old, new, before=before)
        before, after = _style(old), _style(new)
        if before != after and not _is_scalar(self._trees[1], new):
            self._say("request-parameter-style-changed", old, new, before=before, after=after)
        types = [next(iter(node.members("content")), "") for node in (old, new)]
        if types[0] != types[1]:
            shown = [quote(t) if t else "plain text" for t in types]
            rule = "request-parameter-media-type-changed"
            self._say(rule, old, new, before=shown[0], after=shown[1])
        self._meet(_schema(old), _schema(new), Where(PARAMETER))

    def _meet(self, old: Node | None, new: Node | None, where: Where) -> None:
        if old is not None and new is not None:
            self.operations.schemas.meet(old, new, where, self.pair)

    # ------------------------------------------------------------------ body

    def _body(self) -> None:
        old, new = (
            tree.follow(offer.node.get("requestBody"))
            for tree, offer in zip(self._trees, self.offers, strict=True)
        )
        if old is None and new is not None:
            word = "required" if new.flag("required") else "optional"
            self._say(f"request-body-added-{word}", None, new)
        elif new is None and old is not None:
            self._say("request-body-removed", old, None)
        elif old is not None and new is not None:
            was, now = old.flag("required"), new.flag("required")
            if was != now:
                self._say(f"request-body-became-{'required' if now else 'optional'}", old, new)
            self._request_media(old, new)

    def _request_media(self, old: Node, new: Node) -> None:
        before, after = _media(old), _media(new)
        for name, node in before.items():
            if name not in after:
                self._say("request-body-media-type-removed", node, None, before=quote(name))
        for name, node in after.items():
            if name not in before:
                self._say("request-body-media-type-added", None, node, after=quote(name))
            else:
                self._schemas(before[name], node, name, "request-body", Where(BODY))
                self._encoding(before[name], node)

    def _encoding(self, old: Node, new: Node) -> None:
        before, after = old.members("encoding"), new.members("encoding")
        for name in sorted(before.keys() | after.keys()):
            values = [side[name].value if name in side else None for side in (before, after)]
            if values[0] != values[1]:
                self._say(
                    "request-body-encoding-changed", before.get(name, old), after.get(name, new),
                    before=quote(values[0]), after=quote(values[1]),
                )  # fmt: skip

    def _schemas(self, old: Node, new: Node, name: str, side: str, where: Where) -> None:
        """The schemas of one media type."""
        for word in ("schema", "itemSchema"):
            before, after = old.get(word), new.get(word)
            if before is None and after is not None:
                rule = f"{side}-media-type-schema-added"
                self._say(rule, old, after, after=quote(name), inert=where.inert)
            elif after is None and before is not None:
                rule = f"{side}-media-type-schema-removed"
                self._say(rule, before, new, before=quote(name), inert=where.inert)
            self._meet(before, after, where)

    # ------------------------------------------------------------------ responses

    def _responses(self) -> None:
        old, new = (
            dict(tree.followed(offer.node.members("responses")))
            for tree, offer in zip(self._trees, self.offers, strict=True)
        )
        for status, node in old.items():
            if status not in new:
                rule = f"response-{_success(status)}-status-removed"
                self._say(rule, node, None, before=quote(status))
        for status, node in new.items():
            if status not in old:
                rule = f"response-{_success(status)}-status-added"
                self._say(rule, None, node, after=quote(status))
            else:
                others = any(_success(s) == "success" for s in new if s != status)
                inert = _success(status) != "success" and (status != "default" or others)
                self._response_media(old[status], node, inert=inert)
                self._headers(old[status], node, inert=inert)
                answers = old[status], node
                compare_links(self.operations.graph, self.pair, self._trees, answers)

    def _response_media(self, old: Node, new: Node, *, inert: bool) -> None:
        before, after = _media(old), _media(new)
        gone = [name for name in before if name not in after]
        come = [name for name in after if name not in before]
        for name in list(gone):
            other = next((c for c in come if _kin(name, c)), None)
            if other is None:
                self._say(
                    "response-media-type-removed",
                    before[name],
                    None,
                    before=quote(name),
                    inert=inert,
                )
                continue
            come.remove(other)
            rule = f"response-media-type-name-{_kin(name, other)}"
            self._say(
                rule, before[name], after[other],
                before=quote(name), after=quote(other), inert=inert,
            )  # fmt: skip
            self._schemas(before[name], after[other], other, "response-body", Where(ANSWER, inert))
        for name in come:
            self._say(
                "response-media-type-added", None, after[name], after=quote(name), inert=inert
            )
        for name, node in after.items():
            if name in before:
                self._schemas(before[name], node, name, "response-body", Where(ANSWER, inert))

    def _headers(self, old: Node, new: Node, *, inert: bool) -> None:
        before = {n.lower(): h for n, h in self._trees[0].followed(old.members("headers"))}
        after = {n.lower(): h for n, h in self._trees[1].followed(new.members("headers"))}
        for name, node in before.items():
            if name not in after:
                word = "required" if node.flag("required") else "optional"
                self._say(f"{word}-response-header-removed", node, None, inert=inert)
        for name, node in after.items():
            if name not in before:
                self._say("response-header-added", None, node, inert=inert)
                continue
            was, now = before[name].flag("required"), node.flag("required")
            if was != now:
                word = "required" if now else "optional"
                self._say(f"response-header-became-{word}", before[name], node, inert=inert)
            if before[name].flag("deprecated") != node.flag("deprecated"):
                word = "deprecated" if node.flag("deprecated") else "reactivated"
                self._say(f"response-header-{word}", before[name], node)
            self._meet(_schema(before[name]), _schema(node), Where(HEADER, inert))


def _parameters(tree: Tree, offer: Offer) -> Iterator[tuple[tuple[str, str], Node]]:
    """The parameters of path item and operation, by place and name; the operation's win."""
    for holder in (offer.item, offer.node):
        for entry in holder.items("parameters"):
            node = tree.follow(entry)
            if node is None or not isinstance(node.value, dict):
                continue
            where, name = node.text("in"), node.text("name")
            if where == "header":
                name = name.lower()
                if name in _NOT_PARAMETERS:
                    continue
            yield (where, name), node


def _likely_renames(
    old: Mapping[tuple[str, str], Node], new: Mapping[tuple[str, str], Node]
) -> dict[tuple[str, str], str]:
    """Parameters that went to such that came in the same place with the same schema."""
    found: dict[tuple[str, str], str] = {}
    for where in ("query", "header", "cookie"):
        gone = {
            name: n
            for (place, name), n in old.items()
            if place == where and (place, name) not in new
        }
        come = {
            name: n
            for (place, name), n in new.items()
            if place == where and (place, name) not in old
        }
        alike = guessed(gone, come, lambda a, b: _bare(a) == _bare(b))
        found |= {(where, before): quote(after) for before, after in alike.items()}
    return found


def _bare(node: Node) -> str:
    schema = _schema(node)
    return canonical(schema.value) if schema is not None else ""


def _schema(node: Node) -> Node | None:
    """The schema of a parameter or header, also where it stands below a media type."""
    found = node.get("schema")
    if found is None:
        found = next((m.get("schema") for m in node.members("content").values()), None)
    return found


def _style(node: Node) -> str:
    style = node.text("style") or _DEFAULT_STYLES.get(node.text("in"), "")
    explode = node.value.get("explode", style == "form")
    reserved = ", allowReserved" if node.flag("allowReserved") else ""
    return f"{style}{', exploded' if explode else ''}{reserved}"


def _is_scalar(tree: Tree, node: Node) -> bool:
    """A scalar is written alike whether exploded or not."""
    schema = tree.follow(_schema(node))
    kind = schema.text("type") if schema is not None else ""
    return kind in ("string", "integer", "number", "boolean") and node.text("style") == ""


def _media(node: Node) -> dict[str, Node]:
    """Media types by their normal spelling."""
    return {
        ";".join(part.strip().lower() for part in name.split(";")): media
        for name, media in node.members("content").items()
    }


def _kin(old: str, new: str) -> str:
    """How two media types of one meaning differ; empty where they are of different meanings."""
    before, after = old.partition(";")[0], new.partition(";")[0]
    if before == after:
        return "changed"
    if _matches(after, before):
        return "generalized"
    if _matches(before, after):
        return "specialized"
    return ""


def _matches(pattern: str, name: str) -> bool:
    if pattern == "*/*":
        return True
    if pattern.endswith("/*"):
        return name.startswith(pattern[:-1])
    suffix = name.rpartition("+")[2]
    return "+" in name and pattern == f"{name.partition('/')[0]}/{suffix}"


def _success(status: str) -> str:
    return "success" if status[:1] in ("2",) else "non-success"
