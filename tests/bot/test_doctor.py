"""The doctor names each thing missing and its cure, and is right about whether the demo can run."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner

from bot.cli import app
from bot.doctor import Check, can_run, checks, settings_checked
from bot.settings import Settings, read_settings


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No setting of this machine, and an arXiv that nobody listens at."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAPERWIRE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ARXIV_API_URL", "http://127.0.0.1:9/api/query")
    yield
    structlog.reset_defaults()


async def _found(**settings: object) -> dict[str, Check]:
    return {check.name: check for check in await checks(read_settings(**settings))}


async def test_a_fresh_machine_without_token_key_or_network_can_run_the_demo() -> None:
    found = await _found()

    assert can_run(found.values()), [check for check in found.values() if check.state == "missing"]
    assert {name for name, check in found.items() if check.state == "ok"} >= {"database", "embedding model", "index"}
    assert {name for name, check in found.items() if check.state == "note"} >= {"writer", "discord", "slack", "arxiv"}


async def test_everything_that_is_not_well_comes_with_a_cure() -> None:
    assert all(check.cure for check in (await _found()).values() if check.state != "ok")


async def test_a_folder_that_cannot_be_written_is_missing(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")

    found = await _found()

    assert not can_run(found.values())
    assert found["data folder"].state == "missing"
    assert "PAPERWIRE_HOME" in found["data folder"].cure


async def test_a_database_that_does_not_answer_is_missing() -> None:
    found = await _found(database_url="postgresql://nobody:hunter2@127.0.0.1:9/papers")

    assert found["database"].state == "missing"
    assert "DATABASE_URL" in found["database"].cure
    assert "hunter2" not in str(found)


async def test_half_of_slacks_tokens_is_noted_with_the_other_half() -> None:
    check = (await _found(slack_bot_token="xoxb-1"))["slack"]

    assert (check.state, check.cure) == ("note", "Set SLACK_APP_TOKEN.")


async def test_arxiv_is_seen_where_it_listens() -> None:
    server = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        assert (await _found(arxiv_api_url=f"http://127.0.0.1:{port}/api/query"))["arxiv"].state == "ok"


def test_a_bad_setting_is_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "loud")

    settings, found = settings_checked()

    assert settings is None
    assert not can_run(found)


@pytest.mark.parametrize(("broken", "code"), [(False, 0), (True, 1)])
def test_the_command_exits_by_what_it_found_and_prints_json_for_scripts(
    tmp_path: Path, broken: bool, code: int
) -> None:
    if broken:
        (tmp_path / "home").write_text("a file")

    said = CliRunner().invoke(app, ["doctor", "--json"])

    assert said.exit_code == code
    assert {"name", "state", "sentence", "cure"} == set(json.loads(said.stdout)[0])


def test_for_people_it_prints_a_line_for_each_thing_and_its_cure() -> None:
    said = CliRunner().invoke(app, ["doctor"])

    assert "note     writer: No model is set" in said.stdout
    assert "set OPENAI_API_KEY" in said.stdout
