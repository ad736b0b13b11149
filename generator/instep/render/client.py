"""The client's module: its constructor, and the resources it gives access to."""

from __future__ import annotations

from typing import Final

from instep.ir.api import Api, SchemeKind, SecurityScheme
from instep.render.documentation import about
from instep.render.imports import ImportSet
from instep.render.keywords import client_keywords
from instep.render.methods import ASYNC, SYNC
from instep.render.python import (
    EMPTY,
    Code,
    Prose,
    code,
    doc,
    ident,
    joined,
    lit,
    opening,
    prose,
    said,
    span,
    stacked,
)
from instep.render.resources import children
from instep.render.signatures import item
from instep.render.templates import printed
from instep.render.views import ClientModuleView, ClientView, Mode

_RUNTIME: Final = Code("._runtime")

_FIXED_ARGUMENTS: Final = (
    Code("base_url: str | None = None"),
    Code("timeout: core.TimeoutLike | core.NotGiven = core.NOT_GIVEN"),
    Code("max_retries: int = 2"),
    Code("default_headers: core.Headers | None = None"),
    Code("default_query: core.Query | None = None"),
)

_FIXED_DOCS: Final = (
    ("timeout", Prose("Seconds for each step of a request, a `Timeout`, or None for no limit.")),
    (
        "max_retries",
        Prose("How often a failed request is tried again: lost connections, 408, 409, 429, 5xx."),
    ),
    ("default_headers", Prose("Sent with every request; they win over the client's own.")),
    ("default_query", Prose("Query parameters sent with every request.")),
    ("http_client", Prose("The `httpx2` client to send with; it is then yours to close.")),
    (
        "strict",
        Prose(
            "Raise `APIResponseValidationError` for responses that are not what the document says."
        ),
    ),
    ("limits", Prose("How large responses and events may be, in bytes.")),
    (
        "trusted_origins",
        Prose("Further origins that credentials may be sent to, as `https://host`."),
    ),
    (
        "on_request",
        Prose("Called before each attempt with a `RequestInfo`; may return headers to add."),
    ),
    ("on_response", Prose("Called with a `ResponseInfo` when an answer's headers have come.")),
    ("on_error", Prose("Called with an `ErrorInfo` when an attempt fails.")),
    (
        "on_drift",
        Prose("Called with a `Drift` for what the server sends and the document does not say."),
    ),
    ("drift_values", Prose("Whether these have the values of enums and tags.")),
)


def variable(package: str, suffix: str) -> str:
    """The environment variable of a setting."""
    return f"{package.upper()}_{suffix}"


def client_files(api: Api, package: str, stubs: bool) -> dict[str, bytes]:
    """`_client.py`, and its stub."""
    files = {
        "_client.py": printed("client/client.py.jinja", module=_view(api, package, stub=False))
    }
    if stubs:
        files["_client.pyi"] = printed(
            "client/client.pyi.jinja", module=_view(api, package, stub=True)
        )
    return files


def _view(api: Api, package: str, *, stub: bool) -> ClientModuleView:
    imports, deferred = ImportSet(), ImportSet()
    imports.name(_RUNTIME, Code("core"))
    if not stub:
        imports.name(Code("typing"), Code("TYPE_CHECKING"))
    late = imports if stub else deferred
    late.module(Code("httpx2"))
    if not stub and any(scheme.token_url for scheme in api.security_schemes):
        imports.name(_RUNTIME, Code("oauth"))
    if any(_is_callable(scheme) for scheme in api.security_schemes):
        late.name(Code("collections.abc"), Code("Callable"))
        late.name(Code("collections.abc"), Code("Awaitable"))
    if api.resources:
        imports.module(Code("functools"))
    classes = tuple(_client(api, package, mode, late) for mode in (SYNC, ASYNC))
    return ClientModuleView(
        title=Code("The client: credentials, settings, and the resources."),
        imports=imports.lines(),
        deferred=deferred.lines(),
        spec=_spec(api, package),
        classes=classes,
    )


def _client(api: Api, package: str, mode: Mode, imports: ImportSet) -> ClientView:
    schemes = [scheme for scheme in api.security_schemes if scheme.argument]
    pairs = (code("{}: {}", lit(s.name), _given(api, s)) for s in schemes)
    transport = code("http_client: httpx2.{}Client | None = None", mode.manner)
    return ClientView(
        name=code("{}Client", mode.prefix),
        base=code("core.{}Client", mode.prefix or Code("Sync")),
        doc=doc(_about(api, package), 4),
        arguments=(
            *(
                code("{}: {} = None", keyword, _credential(s, mode))
                for s in schemes
                for keyword in _keywords(s)
            ),
            *(
                code("{}: str | None = None", ident(name))
                for s in schemes
                if s.token_url
                for name in client_keywords(api, s)
            ),
            *_FIXED_ARGUMENTS,
            transport,
            Code("strict: bool = False"),
            Code("limits: core.Limits | None = None"),
            Code("trusted_origins: tuple[str, ...] = ()"),
            Code("on_request: core.OnRequest | None = None"),
            Code("on_response: core.OnResponse | None = None"),
            Code("on_error: core.OnError | None = None"),
            Code("on_drift: core.OnDrift | None = None"),
            Code("drift_values: bool | None = None"),
        ),
        passed=(
            code("credentials={{{}}}", joined(", ", pairs)),
            *(
                code("{}={}", name, name)
                for name in (Code("base_url"), *(ident(name) for name, _ in _FIXED_DOCS))
            ),
        ),
        children=children(api.resources, mode, imports, Code(".resources.")),
    )


def _keywords(scheme: SecurityScheme) -> tuple[Code, ...]:
    """The constructor's keywords for one credential: `api_key` before the scheme's own."""
    names = (scheme.alias, scheme.argument) if scheme.alias else (scheme.argument,)
    return tuple(ident(name) for name in names)


def _given(api: Api, scheme: SecurityScheme) -> Code:
    """The credential that the caller gave, by whichever of its keywords."""
    names = [ident(scheme.argument)]
    if scheme.alias:
        names.append(ident(scheme.alias))
    tests = [code("{} if {} is not None else ", name, name) for name in names]
    if scheme.token_url:
        key, secret = (ident(name) for name in client_keywords(api, scheme))
        return code("{}core.ClientCredentials({}, {})", joined("", tests), key, secret)
    return code("{}{}", joined("", tests[:-1]), names[-1])


def _is_callable(scheme: SecurityScheme) -> bool:
    """May the credential be a function that is asked before every request?"""
    return scheme.kind is not SchemeKind.BASIC


def _credential(scheme: SecurityScheme, mode: Mode) -> Code:
    if scheme.kind is SchemeKind.BASIC:
        return Code("tuple[str, str] | str | None")
    client = Code(" | core.ClientCredentials") if scheme.token_url else EMPTY
    if mode.prefix:
        return code("str | Callable[[], str] | Callable[[], Awaitable[str]]{} | None", client)
    return code("str | Callable[[], str]{} | None", client)


def _about(api: Api, package: str) -> Prose:
    """What the client is for, its arguments, and the variables that stand in for them."""
    title = said("Client of {}.", about_title(api))
    rows: list[Prose] = []
    for scheme in api.security_schemes:
        words = said(
            "{} By default, the environment variable `{}`.",
            about(scheme.doc) or said("The credential of {}.", span(scheme.name)),
            ident(variable(package, scheme.variable)),
        )
        rows.append(item(ident(scheme.alias or scheme.argument), words))
        if scheme.alias:
            same = said("Another name of `{}`.", ident(scheme.alias))
            rows.append(item(ident(scheme.argument), same))
        if scheme.token_url:
            rows.extend(_client_rows(api, scheme, package))
    base = said(
        "Where the API is. By default, the environment variable `{}`, then the document's server.",
        ident(variable(package, "BASE_URL")),
    )
    rows.append(item(Code("base_url"), base))
    rows.extend(item(ident(name), words) for name, words in _FIXED_DOCS)
    return stacked("\n\n", (title, said("Args:\n{}", stacked("\n", rows))))


def _client_rows(api: Api, scheme: SecurityScheme, package: str) -> tuple[Prose, ...]:
    """What the keywords of an OAuth2 client are for."""
    key, secret = client_keywords(api, scheme)
    told = (
        (key, Prose("The id of an OAuth2 client")),
        (secret, Prose("The secret of an OAuth2 client")),
    )
    return tuple(
        item(
            ident(name),
            said(
                "{} for {}; tokens are fetched and renewed. By default, the environment variable `{}`.",
                words,
                span(scheme.name),
                ident(variable(package, name.upper())),
            ),
        )
        for name, words in told
    )


def about_title(api: Api) -> Prose:
    """The API's title on one line, or words for one that has none."""
    return opening(prose(api.title)) or Prose("an API without a title")


def _spec(api: Api, package: str) -> tuple[Code, ...]:
    schemes = (_scheme(api, scheme, package) for scheme in api.security_schemes)
    return (
        code("package={}", lit(package)),
        code("base_url={}", lit(api.servers[0].url if api.servers else "")),
        code("schemes=({})", joined("", (code("{},", scheme) for scheme in schemes))),
        code("base_url_variable={}", lit(variable(package, "BASE_URL"))),
        code("version={}", lit(api.version.raw)),
    )


def _scheme(api: Api, scheme: SecurityScheme, package: str) -> Code:
    facts = [
        lit(scheme.name),
        lit(str(scheme.kind)),
        code("argument={}", lit(scheme.argument)),
        code("variable={}", lit(variable(package, scheme.variable))),
    ]
    if scheme.wire:
        facts.append(code("wire={}", lit(scheme.wire)))
    if scheme.alias:
        facts.append(code("alias={}", lit(scheme.alias)))
    if scheme.token_url:
        names = client_keywords(api, scheme)
        flow = (
            lit(scheme.token_url),
            lit(scheme.scopes),
            lit(names),
            lit(tuple(variable(package, name.upper()) for name in names)),
        )
        facts.append(code("flow=oauth.ClientFlow({})", joined(", ", flow)))
    return code("core.Scheme({})", joined(", ", facts))
