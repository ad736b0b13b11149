"""What a good client does, row by row, and the tests that would fail if ours did not.

`page` is the name under which the design's page of behaviours has the row: the first test in its first
column, or the scenario. `kept` says in our words what ours do, also where that is not quite the same.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One behaviour."""

    id: str
    page: str
    kept: str
    tests: tuple[str, ...]
    """`module::function`, the module without `test_`."""


CALLS = (
    Row("C01", "test_case_insensitive_auth_headers", "A header given by hand wins or removes, in any case; one is sent.",
        ("auth::a_header_set_by_hand_is_enough_and_wins",)),
    Row("C02", "test_api_error_code_is_string", "`code` is a str or None; type, param, status and body are there.",
        ("promises::an_error_code_is_a_string", "decode::every_status_has_its_error")),
    Row("C03", "test_raw_response", "`cast_to=httpx2.Response` gives the response itself, of any media type.",
        ("promises::the_response_itself_is_handed_out_untouched", "request::undocumented_paths_can_be_called")),
    Row("C04", "test_copy", "A copy differs, the original stays; every argument of the constructor can be changed.",
        ("client::a_copy_differs_and_the_original_stays", "client::a_copy_has_resources_of_its_own",
         "promises::a_copy_takes_whatever_the_constructor_takes",
         "promises::a_generated_client_copies_all_its_arguments", "auth::with_options_changes_a_credential_by_its_keyword")),
    Row("C05", "test_request_timeout", "600 s and 5 s to connect; call before client before the caller's HTTP client.",
        ("client::the_clients_own_time_limits_hold_by_default", "client::time_limits_of_client_and_call",
         "client::a_callers_http_client_brings_its_limits_but_not_httpx2s_default")),
    Row("C06", "test_invalid_http_client", "The wrong kind of HTTP client is a TypeError.",
        ("client::the_wrong_kind_of_http_client_is_refused",)),
    Row("C07", "test_default_headers_option", "Default headers and query go with every request and win over our own.",
        ("client::default_headers_may_override_the_clients_own", "client::a_copy_differs_and_the_original_stays")),
    Row("C08", "test_validate_headers", "A missing credential is named when a call needs it; the header by hand is enough.",
        ("auth::a_missing_credential_names_argument_and_variable", "auth::a_header_set_by_hand_is_enough_and_wins",
         "auth::alternatives_combinations_and_anonymous")),
    Row("C09", "test_api_key_provider_*", "A function or coroutine function gives the key, anew for each attempt.",
        ("auth::a_function_is_asked_for_each_attempt", "auth::a_coroutine_function_is_for_the_asynchronous_client",
         "promises::a_function_for_a_key_serves_its_own_scheme_only")),
    Row("C10", "test_hardcoded_query_params_in_url", "A query in the path template merges; `%2F` in the path survives.",
        ("request::the_path_is_added_to_the_base_url",)),
    Row("C11", "test_request_extra_json", "Extra body, headers and query win over declared ones, None included.",
        ("request::extras_are_merged_over_and_win",)),
    Row("C12", "test_multipart_repeating_array", "An array is one part an item; `upload` and octet-stream by default.",
        ("bodies::multipart", "bodies::parts_of_arrays_and_of_files_with_a_choice_of_types")),
    Row("C13", "test_binary_content_upload", "Bytes, files and iterators are bodies; iterators are read while they are sent.",
        ("bodies::binary_bodies", "bodies::asynchronous_iterators", "server::files_and_iterators_are_streamed")),
    Row("C14", "test_binary_content_retry_does_not_reuse_one_shot_iterable",
        "What was consumed is not sent again; files are rewound to where they stood; the first error is told.",
        ("retry::a_body_that_is_spent_is_not_sent_again", "retry::a_file_in_a_form_is_sent_again_from_where_it_stood")),
    Row("C15", "test_bare_container_response", "Maps, lists and unions are results; the member that fits is chosen.",
        ("promises::bare_containers_and_unions_of_any_kind",)),
    Row("C16", "test_non_application_json_content_type_for_json_data", "JSON is read under a wrong media type.",
        ("decode::the_media_type_chooses",)),
    Row("C17", "test_base_url_setter", "Argument, environment, document; with or without slash; absolute URLs of raw calls.",
        ("request::the_base_url_comes_from_argument_environment_and_document_in_this_order",
         "request::the_path_is_added_to_the_base_url", "request::undocumented_paths_can_be_called")),
    Row("C18", "test_copied_client_does_not_close_http", "Neither closing nor collecting a copy closes the connections.",
        ("client::closing", "client::the_context_closes_and_a_callers_http_client_stays_open",
         "client::a_copy_that_is_collected_leaves_the_connections_open")),
    Row("C19", "test_client_response_validation_error",
        "Strict: APIResponseValidationError from pydantic's. What is no JSON is that error in both modes, never a str.",
        ("decode::lenient_keeps_what_does_not_fit_and_strict_refuses_it", "decode::what_is_no_json_is_one_kind_of_error")),
    Row("C20", "test_client_max_retries_validation", "TypeError or ValueError where the client is made or copied.",
        ("retry::max_retries_is_an_int", "retry::max_retries_is_not_negative")),
    Row("C21", "test_parse_retry_after_header", "Seconds, date and milliseconds up to 120 s; nonsense is the usual pause.",
        ("retry::the_pause_that_the_server_asks_for", "retry::too_long_a_pause_is_not_taken")),
    Row("C22", "test_retry_limits_and_backoff", "0.5 doubled up to 8 s less up to a quarter; closed before the pause; logged.",
        ("retry::the_pauses_double_up_to_eight_seconds", "retry::any_number_of_retries",
         "retry::the_response_is_closed_before_the_pause", "retry::retries_are_logged_without_values")),
    Row("C23", "test_retrying_timeout_errors_doesnt_leak", "No connection is left in use after any fault, streamed or not.",
        ("misbehaving::a_fault_is_the_documented_error_in_time",
         "misbehaving::a_fault_while_the_body_is_read_piece_by_piece")),
    Row("C24", "test_retries_taken", "`retries_taken` of raw responses and streams; no header says it to the server.",
        ("retry::a_broken_body_is_tried_again", "stream::retries_happen_before_the_stream_is_handed_out")),
    Row("C25", "test_application_exceptions_are_not_retried", "The program's own exceptions pass as they are, after one attempt.",
        ("retry::the_programs_own_errors_pass_unchanged", "auth::what_a_function_raises_passes_unchanged")),
    Row("C26", "test_unmapped_transport_errors", "TLS and anyio errors are connection errors: tried again, then wrapped.",
        ("retry::failures_of_the_connection",)),
    Row("C27", "test_proxy_environment_variables", "Proxies and trust store of the environment, or of the caller's HTTP client.",
        ("network::requests_go_through_the_environments_proxy", "network::the_environments_trust_store_is_used",
         "network::a_callers_http_client_brings_its_own_trust", "client::the_environments_proxy_is_used")),
    Row("C28", "test_follow_redirects", "Followed within the origin; `Limits(redirects=0)` makes the first an error.",
        ("redirects::the_method_that_follows", "redirects::redirects_can_be_turned_off")),
)  # fmt: skip

NEXT_DOOR = (
    Row("N01", "test_retry_after_overflow", "Numbers beyond reason are the usual pause; the error keeps body and request id.",
        ("retry::the_pause_that_the_server_asks_for", "retry::too_long_a_pause_is_not_taken",
         "retry::the_server_may_say_otherwise")),
    Row("N02", "test_status_error_messages", "The message is the server's own and nothing else of the body.",
        ("decode::the_message_is_the_servers_and_nothing_else", "decode::a_server_that_echoes_the_key_does_not_make_it_public")),
    Row("N03", "test_debug_logging", "No key, header, query value, body or file name in any log, of libraries either.",
        ("promises::no_value_of_a_request_is_ever_logged", "hooks::no_secret_reaches_hooks_or_logs",
         "http2::no_header_reaches_a_log")),
    Row("N04", "test_union_parsing", "A tagged member with wrong data is still that member.",
        ("promises::a_tagged_member_with_wrong_data_is_still_that_member",)),
    Row("N05", "test_response/_legacy_response", "`parse(to=...)`; the request id on answers, raw responses and streams.",
        ("decode::a_response_can_be_read_as_another_type", "request_id::every_answer_knows_it")),
    Row("N06", "test_qs", "Array and object formats, nested, as the document's styles say.",
        ("styles_witness::a_server_sees_exactly_these_bytes",)),
    Row("N07", "test_required_args", "A missing or misspelt argument is a TypeError that names it.",
        ("promises::missing_arguments_are_named_by_a_type_error", "arguments::a_value_that_cannot_be_sent")),
    Row("N08", "test_httpx2_decompression", "What cannot be decompressed closes the stream.",
        ("promises::what_cannot_be_decoded_closes_its_stream",)),
    Row("N09", "test_large_payload_contract", "Megabytes go and come unchanged.",
        ("promises::a_large_payload_goes_and_comes_unchanged",)),
    Row("N10", "test_platform", "The User-Agent names package, version and Python, and nothing is asked of the system.",
        ("request::json_goes_out_and_a_model_comes_back",)),
)  # fmt: skip

STREAMS = (
    Row("S01", "test_done_http11_connection_reuse", "After `[DONE]` the connection is reused if the end comes soon, else dropped.",
        ("promises::after_done_a_connection_is_reused_or_dropped_soon",)),
    Row("S02", "test_done_discards_bytes_only_for_async_http11", "Bytes after `[DONE]` are never decoded.",
        ("promises::bytes_after_done_are_never_decoded",
         "stream_closing::after_done_an_asynchronous_client_waits_shortly_for_the_end")),
    Row("S03", "test_cancellation_during_done_drain_closes_response", "Being cancelled meanwhile closes the response.",
        ("promises::being_cancelled_while_waiting_for_the_end_closes_the_response",)),
    Row("S04", "test_request_errors_are_wrapped", "Lost connections are our errors, with request and cause, and not retried.",
        ("stream_closing::a_broken_connection_is_not_tried_again",)),
    Row("S05", "test_request_errors_from_response_processing_are_not_wrapped", "The program's own errors pass.",
        ("stream_closing::errors_of_the_programs_own_types_pass_unchanged",)),
    Row("S06", "test_basic", "Events with type and data; without data there is no event, as the standard says.",
        ("stream::untyped_events_text_events_and_envelopes", "stream::keep_alive_events_are_skipped",
         "events::every_case_under_every_chunking")),
    Row("S07", "test_multiple_data_lines", "Data lines are joined by line feeds, empty ones kept.",
        ("events::every_case_under_every_chunking", "events::an_event_knows_its_parts")),
    Row("S08", "test_special_new_line_character", "U+2028 ends no line; characters may be split over chunks.",
        ("promises::line_separators_and_split_characters",)),
    Row("S09", "test_async_stream_aclose", "Closing twice is fine; leaving early or by an exception closes.",
        ("stream_closing::close_is_idempotent_and_ends_the_iteration", "stream_closing::aclosing_and_cancellation",
         "stream_closing::leaving_the_context_closes")),
    Row("S10", "framing: test_unterminated_event", "Any split of any line end; what is unterminated is dropped.",
        ("events::every_case_under_every_chunking", "stream::an_event_that_is_cut_off_is_not_silence")),
    Row("S11", "framing: event_larger_than_64_mib", "A limit that is known and can be lifted; 10,000 data lines are fine.",
        ("promises::there_is_no_other_ceiling_than_the_known_one", "stream::large_events_are_an_option")),
    Row("S12", "framing: ignored_lines_are_discarded_incrementally", "Comments are not kept; no buffer is copied again and again.",
        ("events::what_does_not_count_is_not_kept", "events::a_long_event_is_not_copied_again_and_again")),
    Row("S13", "framing: sync/async_interruption_closes_response", "Every way out closes the response.",
        ("stream_closing::leaving_the_context_closes", "stream_closing::a_break_closes_at_once",
         "stream_closing::an_abandoned_asynchronous_stream_is_closed", "stream_closing::aclosing_and_cancellation")),
)  # fmt: skip

BETTER = (
    Row("B01", "stream-truncate, no-terminal, no-final-newline", "A stream cut in an event, or whose events say that more must come, is an error.",
        ("stream_end::a_stream_that_began_has_to_end", "stream::an_event_that_is_cut_off_is_not_silence")),
    Row("B02", "stream-json (JSON although stream=True)", "JSON for a stream is one clear error with the JSON in it.",
        ("stream::an_answer_that_is_no_stream_is_one_clear_error",)),
    Row("B03", "sse-unasked, html-200, 204", "A stream or HTML for JSON is one clear error; no content is None.",
        ("stream::a_stream_that_nobody_asked_for_is_one_clear_error", "decode::what_is_no_json_is_one_kind_of_error",
         "decode::no_content_is_none")),
    Row("B04", "bad-json, empty-200", "What is no JSON is an APIError with its status and text.",
        ("decode::what_is_no_json_is_one_kind_of_error",)),
    Row("B05", "bad-json-event, ping (`event: ping`, empty data)", "A broken event is an APIError; keep-alives are skipped.",
        ("stream::a_broken_event_is_one_clear_error", "stream::keep_alive_events_are_skipped")),
    Row("B06", "invalid-utf8", "Bytes that are not UTF-8 read as U+FFFD.",
        ("stream::bytes_that_are_not_utf8_are_replaced",)),
    Row("B07", "missing-required", "Absent is not None: reading it says that it was not received; strict mode refuses.",
        ("promises::what_is_missing_says_so_where_it_is_used",)),
    Row("B08", "cross-origin redirect", "Another origin gets no request at all.",
        ("redirects::another_origin_is_an_error_with_its_status", "server::credentials_do_not_reach_another_server")),
    Row("B09", "stream lost after N events", "N events, then APIConnectionError, and no retry.",
        ("stream_closing::a_broken_connection_is_not_tried_again", "stream::the_events_before_an_error_are_delivered")),
)  # fmt: skip

ROWS = (*CALLS, *NEXT_DOOR, *STREAMS, *BETTER)
