"""What `wisdom_gate` promises, whatever its document says.

Nothing is sent. Generated; tests of your own can stand in files beside this one.
"""

from __future__ import annotations

from wisdom_gate_contract.promises import (
    answers,
    bodies,
    doubles,
    drift,
    hooks,
    network,
    requests,
    retries,
    settings,
    streams,
    values,
    views,
    words,
)


class TestAnswersValues(answers.Values):
    pass


class TestAnswersFailures(answers.Failures):
    pass


class TestAnswersSizes(answers.Sizes):
    pass


class TestAnswersRedirects(answers.Redirects):
    pass


class TestBodiesValues(bodies.Values):
    pass


class TestBodiesBytes(bodies.Bytes):
    pass


class TestBodiesAgain(bodies.Again):
    pass


class TestBodiesForms(bodies.Forms):
    pass


class TestDoublesAnswers(doubles.Answers):
    pass


class TestDoublesRefusals(doubles.Refusals):
    pass


class TestDoublesRecords(doubles.Records):
    pass


class TestDoublesStreams(doubles.Streams):
    pass


class TestDriftFindings(drift.Findings):
    pass


class TestDriftTelling(drift.Telling):
    pass


class TestDriftShared(drift.Shared):
    pass


class TestDriftStreamed(drift.Streamed):
    pass


class TestHooksHooks(hooks.Hooks):
    pass


class TestNetworkConnections(network.Connections):
    pass


class TestRequestsUrls(requests.Urls):
    pass


class TestRequestsQueries(requests.Queries):
    pass


class TestRequestsHeaders(requests.Headers):
    pass


class TestRequestsTimeouts(requests.Timeouts):
    pass


class TestRetriesRetries(retries.Retries):
    pass


class TestRetriesLosses(retries.Losses):
    pass


class TestRetriesLogs(retries.Logs):
    pass


class TestSettingsSettings(settings.Settings):
    pass


class TestSettingsCopies(settings.Copies):
    pass


class TestSettingsEnds(settings.Ends):
    pass


class TestStreamsEvents(streams.Events):
    pass


class TestStreamsValues(streams.Values):
    pass


class TestStreamsEnds(streams.Ends):
    pass


class TestValuesScalars(values.Scalars):
    pass


class TestValuesPlain(values.Plain):
    pass


class TestValuesDumps(values.Dumps):
    pass


class TestValuesTypes(values.Types):
    pass


class TestViewsResults(views.Results):
    pass


class TestViewsViews(views.Views):
    pass


class TestViewsStreams(views.Streams):
    pass


class TestViewsCredentials(views.Credentials):
    pass


class TestWordsConstraints(words.Constraints):
    pass


class TestWordsClasses(words.Classes):
    pass
