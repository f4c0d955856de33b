"""A query that runs away, grows, crashes or calls out stays in its child and ends as one clear line."""

from __future__ import annotations

import os
import socket
import time

import pytest

from green_corridors.asking import ask
from green_corridors.containment import Limits, contained
from green_corridors.errors import BrokenQuery, InvalidDate, LimitExceeded
from green_corridors.store import Graph
from tests.conftest import run_gsc

ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
GREEDY = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c"


def test_a_query_that_does_not_end_is_stopped_in_time(graph: Graph) -> None:
    start = time.monotonic()
    with pytest.raises(LimitExceeded, match="did not end in"):
        ask(graph, ENDLESS, limits=Limits(seconds=0.5))
    assert time.monotonic() - start < 5


def test_a_query_that_takes_all_memory_is_stopped(graph: Graph) -> None:
    with pytest.raises(LimitExceeded, match="needs more than 64 MB"):
        ask(graph, GREEDY, limits=Limits(seconds=30, megabytes=64))


@pytest.mark.parametrize("depth", [300, 20_000])
def test_a_deeply_nested_query_is_refused_before_it_runs(graph: Graph, depth: int) -> None:
    with pytest.raises(LimitExceeded, match="nests"):
        ask(graph, "SELECT * WHERE { FILTER(" + "(" * depth + "1" + ")" * depth + ") }")


def test_a_chain_that_kills_the_engine_kills_only_the_child(graph: Graph) -> None:
    chain = "!" * 60_000
    with pytest.raises(LimitExceeded):
        ask(graph, f"SELECT * WHERE {{ FILTER({chain} true) }}")
    assert len(ask(graph, "SELECT ?p WHERE { ?p a gsc:Port }").rows) > 10


def test_too_many_rows_are_an_error_not_a_cut_answer(graph: Graph) -> None:
    with pytest.raises(LimitExceeded, match="more than 5 rows"):
        ask(graph, "SELECT ?p WHERE { ?p a gsc:Port }", limits=Limits(rows=5))


def test_a_query_text_that_is_too_large_is_refused(graph: Graph) -> None:
    with pytest.raises(LimitExceeded, match="larger than 256 kB"):
        ask(graph, "ASK { ?s ?p ?o } #" + "x" * 300_000)


def test_the_child_cannot_open_a_socket() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(0.2)

        def call() -> str:
            try:
                socket.create_connection(listener.getsockname(), timeout=1).close()
            except OSError as error:
                return type(error).__name__
            return "connected"

        assert contained(call, Limits()) == "OSError"
        with pytest.raises(TimeoutError):
            listener.accept()


def test_what_the_work_raises_comes_back_as_it_was(graph: Graph) -> None:
    with pytest.raises(BrokenQuery, match="the prefix “foo:” is not known"):
        ask(graph, "ASK { ?s foo:bar ?o }")

    def wrong() -> None:
        raise InvalidDate("no date")

    with pytest.raises(InvalidDate, match="no date"):
        contained(wrong, Limits())


def test_a_spawned_worker_gives_the_same_answer_where_fork_is_missing(graph: Graph) -> None:
    from functools import partial

    from green_corridors.asking import _answers

    ports = "SELECT ?p WHERE { ?p a gsc:Port } ORDER BY ?p"
    work = partial(_answers, graph, ((ports,), "", (), 100, False))
    assert contained(work, Limits(), fork=False) == contained(work, Limits())
    endless = partial(_answers, graph, ((ENDLESS,), "", (), 100, False))
    with pytest.raises(LimitExceeded, match="did not end"):
        contained(endless, Limits(seconds=3), fork=False)


def test_no_child_is_left_behind(graph: Graph) -> None:
    ask(graph, "ASK { ?s ?p ?o }")
    try:
        ended, _ = os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        ended = 0
    assert ended == 0


def test_the_command_line_takes_the_limits() -> None:
    run = run_gsc("query", ENDLESS, "--timeout", "0.5")
    assert (run.code, run.out) == (3, "")
    assert run.err == "gsc: the query did not end in 0.5 s; make it simpler or raise --timeout\n"
    assert run_gsc("query", "SELECT ?p WHERE { ?p a gsc:Port }", "--max-rows", "3").code == 3
