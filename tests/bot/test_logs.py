"""The log: one line an event, ours and the libraries', and no secret in any of them."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot.logs import open_log


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def _events(out: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_an_event_is_one_line_with_its_facts_and_its_level() -> None:
    out = io.StringIO()
    open_log(level="info", stream=out)

    structlog.get_logger("x").info("delivery posted", key="console/2026-03-06/0", part=0)

    (event,) = _events(out)
    assert (event["event"], event["key"], event["part"], event["level"]) == (
        "delivery posted",
        "console/2026-03-06/0",
        0,
        "info",
    )


def test_what_is_below_the_level_is_not_said() -> None:
    out = io.StringIO()
    open_log(level="warning", stream=out)

    structlog.get_logger("x").info("quiet")
    logging.getLogger("library").info("quiet too")
    structlog.get_logger("x").warning("loud")

    assert [event["event"] for event in _events(out)] == ["loud"]


def test_libraries_speak_through_the_same_log_but_only_of_trouble() -> None:
    out = io.StringIO()
    open_log(level="info", stream=out)

    logging.getLogger("httpx").info("GET /bot123/secret")
    logging.getLogger("discord.client").warning("logging in using %s", "a static token")

    assert [event["event"] for event in _events(out)] == ["logging in using a static token"]


@pytest.mark.parametrize(
    "facts",
    [
        {"token": "hunter22"},
        {"discord_token": "hunter22"},
        {"api_key": "hunter22"},
        {"password": "hunter22"},
        {"Authorization": "hunter22"},
        {"operator_webhook": "hunter22"},
        {"url": "postgresql://me:hunter22@db/papers"},
        {"text": "Authorization: Bearer hunter22hunter22"},
        {"text": "key is sk-hunter22hunter22hunter22"},
        {"text": "xoxb-hunter22-hunter22"},
        {"nested": {"headers": [{"authorization": "hunter22"}]}},
        {"known": "the value is hunter22!"},
        {"object": ValueError("hunter22")},
    ],
)
def test_secrets_are_hidden_by_name_by_looks_and_by_value(facts: dict[str, object]) -> None:
    out = io.StringIO()
    open_log(level="info", stream=out, secrets=["hunter22"])

    structlog.get_logger("x").info("event", **facts)

    assert "hunter22" not in out.getvalue()
    assert "[hidden]" in out.getvalue()


def test_a_secret_in_a_traceback_is_hidden() -> None:
    out = io.StringIO()
    open_log(level="info", stream=out, secrets=["hunter22"])

    try:
        raise ValueError("cannot log in with hunter22")
    except ValueError as error:
        structlog.get_logger("x").error("something broke", id="7f3a", exc_info=error)

    assert "hunter22" not in out.getvalue()
    assert "Traceback" in out.getvalue()


def test_a_delivery_key_and_a_count_of_tokens_are_no_secrets() -> None:
    out = io.StringIO()
    open_log(level="info", stream=out)

    structlog.get_logger("x").info("answered", key="a/b/0", passage_key="2506.07751v1#0", tokens_in=12)

    (event,) = _events(out)
    assert (event["key"], event["passage_key"], event["tokens_in"]) == ("a/b/0", "2506.07751v1#0", 12)


def test_the_console_form_is_for_reading() -> None:
    out = io.StringIO()
    open_log(level="info", form="console", stream=out)

    structlog.get_logger("x").info("delivery posted", part=0)

    assert "delivery posted" in out.getvalue()
    assert not out.getvalue().startswith("{")
