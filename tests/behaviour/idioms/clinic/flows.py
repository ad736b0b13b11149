"""Control flow: match, comprehension, unpacking, errors, streams, pages."""
import clinic_sdk
from clinic_sdk import APIStatusError, Client, NotFoundError, types

from . import deps

client = Client()


def stream() -> int:
    total = 0
    with client.reports.create(query="q", stream=True) as events:
        for event in events:
            match event:
                case types.Chunk(text=text):
                    print(text)
                case types.Done(total=n):  # breaks
                    total += n or 0
    return total


def by_type() -> None:
    for event in client.reports.create(query="q", stream=True):
        if event.type == "done":
            print(event.total)  # breaks
        elif isinstance(event, types.Chunk):
            print(event.text)


def pages() -> list[str]:
    first = client.patients.list(limit=10)
    names = [person.name for person in client.patients.list()]  # breaks
    for page in first.iter_pages():  # breaks
        names += [p.name for p in page.data]
    if first.has_next_page():  # breaks
        first = first.get_next_page()  # breaks
    return names + [p.name for p in first.data]


def errors(pid: str) -> str:
    try:
        client.patients.retrieve(pid)
    except NotFoundError as error:
        if isinstance(error.body, types.Problem):
            return error.body.detail or ""  # breaks
        raise
    except APIStatusError as error:
        return str(error.status_code)
    return ""


def options(pid: str) -> None:
    arguments = {"limit": 3, "sort": "age"}  # breaks
    client.patients.list(**arguments)
    fine = dict(limit=3, sort="name")
    client.patients.list(**fine)
    client.patients.create(**{"name": "n", "age": 3, "insurance": "x"})  # breaks
    client.patients.create(name="n")  # breaks
    client.patients.create(name="n", age=3, contact={"phone": "1", "fax": "2"})  # breaks
    client.patients.create(name="n", age=3, contact={"phone": "1"})


def visits(pid: str) -> int:
    (first, *rest) = client.patients.visits.list(pid)  # breaks
    hours = sum(v.duration or 0 for v in rest)  # look
    return first.cost + hours  # breaks


def raw(pid: str) -> str | None:
    response = client.patients.with_raw_response.retrieve(pid)
    person = response.parse()
    return person.contact.fax if person.contact else None  # breaks


def session(pid: str) -> None:
    with deps.session() as sdk:
        sdk.patients.delete(pid)  # breaks


def lookups(pid: str) -> None:
    method = getattr(client.patients, "delete")  # breaks
    method(pid)
    handlers = {"remove": client.patients.delete, "get": client.patients.retrieve}  # breaks
    handlers["get"](pid)


def dumps(person: types.Patient) -> dict[str, object]:
    copied = person.model_copy(update={"name": "x"})
    return {"insurance": copied.insurance, **person.model_dump()}  # breaks


def typed() -> types.NewPatient:
    return types.NewPatient(name="n", age=1, insurance="i")  # breaks


def sorted_people() -> list[types.Patient]:
    people = client.patients.list(limit=1).data
    return sorted(people, key=lambda person: (person.insurance or "", person.name))  # breaks


def walrus(pid: str) -> None:
    if (person := client.patients.retrieve(pid)) and person.insurance:  # breaks
        print(person.insurance)  # breaks


def generic(pid: str) -> None:
    clinic_sdk.Client().patients.update(pid, note="n", nickname="n")
