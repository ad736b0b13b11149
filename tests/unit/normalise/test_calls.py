"""Calls: what operations are called, alone and among each other."""

from __future__ import annotations

import re
from typing import Any

import pytest

from instep.ir.api import walk_resources
from instep.normalise.calls import Calls, Subject

from .conftest import Normalise


def _call(
    method: str,
    path: str,
    operation_id: str = "",
    tags: tuple[str, ...] = (),
    *,
    answers_list: bool = False,
) -> str:
    key = f"{method} {path}"
    subject = Subject(key, method, path, operation_id, tags, answers_list)
    return ".".join(Calls({}).settle([subject])[key])


@pytest.mark.parametrize(
    ("method", "path", "operation_id", "call"),
    [
        ("POST", "/v1/responses", "createResponse", "responses.create"),
        ("GET", "/responses/{id}", "getResponse", "responses.retrieve"),
        ("DELETE", "/responses/{id}", "deleteResponse", "responses.delete"),
        ("POST", "/responses/{id}/cancel", "cancelResponse", "responses.cancel"),
        ("GET", "/responses/{id}/input_items", "listInputItems", "responses.input_items.list"),
        ("POST", "/chat/completions", "createChatCompletion", "chat.completions.create"),
        ("GET", "/models", "listModels", "models.list"),
        ("GET", "/user", "getAuthenticated", "user.retrieve"),
        ("GET", "/pet/findByStatus", "findPetsByStatus", "pet.find_by_status"),
        ("PUT", "/pet", "updatePet", "pet.update"),
        ("PUT", "/pet/{id}", "", "pet.replace"),
        ("PATCH", "/pet/{id}", "", "pet.update"),
        ("GET", "/repos/{owner}/{repo}", "repos/get", "repos.get"),
        ("GET", "/drive", "drive.files.list", "drive.files.list"),
        (
            "POST",
            "/2010-04-01/Accounts/{AccountSid}/Messages.json",
            "CreateMessage",
            "accounts.messages.create",
        ),
        ("POST", "/admin.apps.approve", "admin_apps_approve", "admin.apps.approve"),
        ("GET", "/api/v1/odata/Businesses({key})", "", "odata.businesses.retrieve"),
        ("GET", "/", "index", "root.list"),
        ("POST", "/options", "", "options_.create"),
        ("GET", "/v1/messages/batches?beta=true", "", "messages.batches.list"),
        ("DELETE", "/things/{class}", "", "things.delete"),
        ("DELETE", "/users/{id}/follow", "", "users.delete_follow"),
        ("DELETE", "/users/{id}/unfollow", "", "users.unfollow"),
        ("POST", "/auth/obtain", "", "auth.obtain"),
        ("POST", "/users/{id}/reassign", "", "users.reassign"),
        ("POST", "/account/change_password", "", "account.change_password"),
        ("GET", "/nodes/{id}/children", "", "nodes.children.list"),
        ("GET", "/import", "", "import_.retrieve"),
        # The last word says what is done, also where it is several, or a plural follows.
        ("POST", "/tasks/{id}/addFollowers", "addFollowersForTask", "tasks.add_followers"),
        ("POST", "/networks/create", "NetworkCreate", "networks.create"),
        ("POST", "/profile/tfa-disable", "tfaDisable", "profile.tfa_disable"),
        ("POST", "/users/{id}/punchIn", "", "users.punch_in"),
        ("GET", "/teams.getMembers", "teams_getMembers", "teams.get_members"),
        # ... unless the operationId has a verb of its own.
        ("GET", "/a/{id}/ConnectApps", "listConnectApps", "a.connect_apps.list"),
        ("POST", "/a/{id}/login_links", "createLoginLink", "a.login_links.create"),
        ("PATCH", "/settings/bounce_purge", "", "settings.bounce_purge.update"),
        # Where the path leaves it open, the operationId's verb decides, if it names the resource.
        ("POST", "/evals/{id}/runs/{run}", "cancelEvalRun", "evals.runs.cancel"),
        ("POST", "/data_retention", "update-data-retention", "data_retention.update"),
        ("POST", "/status", "getVeteranStatus", "status.retrieve"),
        ("POST", "/roles/{id}", "addMemberToRole", "roles.update"),
        ("POST", "/plans/{id}", "PostPlansPlan", "plans.update"),
        ("PUT", "/invoices/{id}", "PUT_UpdateInvoice", "invoices.update"),
        # Calls that an author spelt out.
        ("POST", "/v1/{+name}:run", "jobs.projects.jobs.tasks.run", "jobs.projects.jobs.tasks.run"),
        ("GET", "/v2/x", "v2.users.list", "users.list"),
        ("PUT", "/a/{a}/b/{b}/c/c/d/{d}/e", "Servers_CreateOrUpdate", "servers.create_or_update"),
        ("GET", "/a/b", "Servers_List", "a.b.retrieve"),
        ("POST", "/#X-Amz-Target=Queue.AddTags", "AddTags", "queue.add_tags"),
        ("PUT", "/files/{id}#add_link", "put_files_id#add_link", "files.add_link"),
        # What every path has says nothing.
        ("GET", "/api/v{api-version}/users", "", "users.list"),
        ("GET", "/exec/{id}/json", "ExecInspect", "exec.retrieve"),
        ("GET", "/b/{x}-{y}/{z}", "", "b.retrieve"),
        ("GET", "/user/getFriends/{id}", "getFriends", "user.get_friends"),
        ("DELETE", "/deleteUser/{id}", "", "root.delete_user"),
        ("GET", "/crm/v3/cards", "get-/crm/v3/cards_getPage", "crm.v3.cards.list"),
        ("POST", "/users/2fa-login", "", "users.n_2fa_login"),
        ("POST", "/no+tag", "import", "no_tag.import_"),
    ],
)
def test_call(method: str, path: str, operation_id: str, call: str) -> None:
    assert _call(method, path, operation_id) == call


def _get(**more: Any) -> dict[str, Any]:
    return {"responses": {"200": {"description": "ok"}}, **more}


def test_two_operations_that_want_one_call_are_told_apart_by_context(normalised: Normalise) -> None:
    calls = normalised(
        paths={
            "/users/{id}": {"get": _get(operationId="getUserById")},
            "/users/{name}": {"get": _get(operationId="getUserByName")},
            "/users": {"delete": _get()},
            "/users/{x}": {"delete": _get()},
        }
    ).calls
    assert calls["GET /users/{id}"] == "users.retrieve"
    assert calls["GET /users/{name}"] == "users.get_by_name"
    assert len(set(calls.values())) == 4


def test_what_deletes_one_thing_has_the_plain_name() -> None:
    pairs = [("DELETE", "/users/{id}/sessions"), ("DELETE", "/users/{id}/sessions/{session}")]
    subjects = [Subject(f"{m} {p}", m, p, "", (), answers_list=False) for m, p in pairs]
    assert [".".join(call) for call in Calls({}).settle(subjects).values()] == [
        "users.sessions.delete",
        "users.sessions.bulk_delete",
    ]


def test_the_number_of_a_version_stays() -> None:
    ids = {"POST /tasks/complete": "completeTasks", "POST /v2/tasks/complete": "completeTasksV2"}
    subjects = [Subject(key, *key.split(" "), said, (), False) for key, said in ids.items()]
    assert [".".join(call) for call in Calls({}).settle(subjects).values()] == [
        "tasks.complete",
        "tasks.complete_tasks_v2",
    ]


def test_a_method_does_not_say_its_tag_again() -> None:
    call = _call("POST", "/DateTimeDifference", "DateTimeDifference", ("DateTime",))
    assert call == "date_time.difference"


def test_numbers_that_only_keep_operation_ids_apart_are_no_names() -> None:
    ids = {
        "GET /_cat/count": "cat-count",
        "POST /_cat/count": "cat-count-1",
        "GET /_cat/count/{index}": "cat-count-2",
        "POST /accounts/unmerge": "unmerge_account",
        "POST /accounts/unmerge/bot": "unmerge_account_by_bot",
    }
    subjects = [Subject(key, *key.split(" "), said, (), False) for key, said in ids.items()]
    calls = {key: ".".join(call) for key, call in Calls({}).settle(subjects).items()}
    assert [call for call in calls.values() if re.search(r"\d", call)] == []
    assert calls["POST /accounts/unmerge"] == "accounts.unmerge.create"


def test_a_method_and_a_resource_never_share_a_name(normalised: Normalise) -> None:
    result = normalised(
        paths={
            "/a/search": {"post": _get()},
            "/a/search/results": {"get": _get()},
            "/a/{id}": {"get": _get()},
        }
    )
    methods = set(result.calls.values())
    resources = {".".join(r.path) for r in walk_resources(result.api.resources)}
    assert not methods & resources


def test_pinned_and_configured_calls(normalised: Normalise) -> None:
    paths = {"/a": {"get": _get()}, "/b": {"get": _get()}}
    assert normalised(paths=paths, pins={"GET /b": "a.retrieve"}).calls == {
        "GET /a": "a.list",
        "GET /b": "a.retrieve",
    }
    assert normalised(paths=paths, names={"GET /a": "things.mine"}).calls["GET /a"] == "things.mine"


def test_who_says_least_of_its_own_has_the_plain_name() -> None:
    subjects = [
        Subject(f"{method} {path}", method, path, operation_id, (), False)
        for method, path, operation_id in [
            ("POST", "/threads/runs", "createThreadAndRun"),
            ("POST", "/threads/{thread_id}/runs", "createRun"),
            ("DELETE", "/racks", "racks_bulk_delete"),
            ("DELETE", "/racks/{id}", "racks_delete"),
            ("PATCH", "/pools", "bulk_pools"),
            ("PATCH", "/pools/{name}", "patch_pool"),
            ("GET", "/restapis", "GetRestApis"),
            ("GET", "/restapis/{id}", "GetRestApi"),
            ("POST", "/talks", "talks_start_now"),
            ("POST", "/talks#stream", "talks_start_stream"),
        ]
    ]
    calls = {key: ".".join(call) for key, call in Calls({}).settle(subjects).items()}
    assert calls == {
        "POST /threads/runs": "threads.runs.create_thread_and_run",
        "POST /threads/{thread_id}/runs": "threads.runs.create",
        "DELETE /racks": "racks.bulk_delete",
        "DELETE /racks/{id}": "racks.delete",
        "PATCH /pools": "pools.bulk_update",
        "PATCH /pools/{name}": "pools.update",
        "GET /restapis": "restapis.list",
        "GET /restapis/{id}": "restapis.retrieve",
        "POST /talks": "talks.create",
        "POST /talks#stream": "talks.create_stream",
    }


def test_what_upstream_adds_renames_nothing(normalised: Normalise) -> None:
    before = normalised(paths={"/users/{name}": {"get": _get(operationId="getUserByName")}})
    after = normalised(
        paths={
            "/users/{id}": {"get": _get(operationId="getUserById")},
            "/users/{name}": {"get": _get(operationId="getUserByName")},
        },
        pins=before.calls,
    )
    assert after.calls["GET /users/{name}"] == before.calls["GET /users/{name}"]
