"""A whole package: every file that `generate` puts below `PACKAGE/`, the lock apart."""

from __future__ import annotations

from typing import Final, Literal, Protocol

from instep.files import FileTree
from instep.ir.api import Api
from instep.ir.names import pascal
from instep.render.client import client_files
from instep.render.exports import customised, export, export_module
from instep.render.index import index
from instep.render.paging import page_name, pages_files
from instep.render.params import params_files
from instep.render.python import Code, code, ident, lit
from instep.render.readme import readme
from instep.render.resources import all_signatures, resource_files
from instep.render.templates import printed
from instep.render.types import begin_types
from instep.render.views import ConstantView, ExportView, PackageView
from instep.render.webhooks import webhooks_files


class Settings(Protocol):
    """What rendering needs to know besides the API."""

    @property
    def package(self) -> str:
        """The package's name."""
        ...

    @property
    def models(self) -> Literal["pydantic", "dataclass"]:
        """What the models are made of."""
        ...

    @property
    def tests(self) -> bool:
        """Write contract tests?"""
        ...

    @property
    def stubs(self) -> bool:
        """Write `.pyi` files?"""
        ...

    @property
    def custom(self) -> tuple[str, ...]:
        """Names that come from the package's `_custom` module."""
        ...


_FROM_CORE: Final = (
    Code("APIConnectionError"),
    Code("APIError"),
    Code("APIResponse"),
    Code("APIResponseValidationError"),
    Code("APIStatusError"),
    Code("APITimeoutError"),
    Code("AsyncAPIResponse"),
    Code("AsyncStream"),
    Code("AsyncStreamedResponse"),
    Code("AuthenticationError"),
    Code("BadRequestError"),
    Code("ClientCredentials"),
    Code("ConflictError"),
    Code("Drift"),
    Code("ErrorInfo"),
    Code("InternalServerError"),
    Code("InvalidRequestError"),
    Code("Limits"),
    Code("MissingCredentialError"),
    Code("NotFoundError"),
    Code("OMIT"),
    Code("Omit"),
    Code("PermissionDeniedError"),
    Code("RateLimitError"),
    Code("RequestInfo"),
    Code("ResponseInfo"),
    Code("Stream"),
    Code("StreamedResponse"),
    Code("Timeout"),
    Code("TokenError"),
    Code("UnprocessableEntityError"),
)

_FROM_PAGING: Final = (Code("AsyncPage"), Code("AsyncPaginator"), Code("SyncPage"))

_FROM_WIRE: Final = (Code("UnknownVariant"), Code("dump"), Code("parse"))


def package_files(api: Api, settings: Settings) -> FileTree:
    """Every file of the package but the runtime, below its name."""
    types = begin_types(api, settings.models)
    found = all_signatures(api)
    calls = [(resource.module, signatures) for resource, signatures in found if signatures]
    files = {
        "__init__.py": _init(api, settings.package, settings.custom),
        "py.typed": b"",
        "README.md": readme(
            api, settings.package, found, aliases=settings.stubs, doubles=settings.tests
        ),
        "api.md": index(api, settings.package, found),
        **client_files(api, settings.package, settings.stubs),
        **resource_files(found, api.definitions, settings.stubs),
        **params_files(api, calls),
        **types(),
        **pages_files(api, found, settings.models),
        **webhooks_files(api, settings.package),
    }
    return FileTree(files).under(settings.package)


def _init(api: Api, package: str, custom: tuple[str, ...]) -> bytes:
    stem = ident(pascal(package))
    names = (Code("Client"), Code("AsyncClient"))
    clients = [export(name, Code("._client")) for name in names]
    brands = ((stem, names[0]), (code("Async{}", stem), names[1]))
    clients += [
        export(brand, Code("._client"), name)
        for brand, name in brands
        if brand not in (*names, *_FROM_CORE, *_FROM_PAGING, *_FROM_WIRE)
    ]
    paged = any(operation.pages is not None for operation in api.operations)
    exports: list[ExportView] = [
        *clients,
        *(export(name, Code("._runtime.core")) for name in _FROM_CORE),
        *(export(name, Code("._runtime.wire")) for name in _FROM_WIRE),
        *(export(name, Code("._runtime.paging")) for name in _FROM_PAGING if paged),
        *((export_module(Code("pages")),) if any(map(page_name, api.operations)) else ()),
        export_module(Code("params")),
        export_module(Code("types")),
        *((export_module(Code("webhooks")),) if api.webhook_event is not None else ()),
    ]
    exports = customised(exports, custom)
    version = ConstantView(
        name=Code("API_VERSION"),
        quoted=Code('"API_VERSION"'),
        value=lit(api.version.raw),
        doc=Code('"""The version of the document that this package was generated from."""'),
    )
    package_view = PackageView(
        title=Code("A generated client; `README.md` beside this file shows how to use it."),
        exports=tuple(exports),
        constants=(version,),
    )
    return printed("package/__init__.py.jinja", package=package_view)
