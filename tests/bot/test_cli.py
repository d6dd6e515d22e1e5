"""The command line: what it prints, what it exits with, and what it leaves alone."""

import gzip
import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner, Result

from bot import __version__
from bot.cli import app
from bot.cli.front import Front
from bot.settings import Settings
from retrieval.errors import NewerDatabase, SourceUnavailable, StorageRefused, UnknownCategory
from schedules.forms import FORMS, ROUND_UPS
from tests.fakes.desk import Publisher, desk_with
from tests.fakes.editions import paper
from tests.fakes.house import FakeHouse

EAT = paper("2603.00001", "EAT: Entropy After Think", announced=date(2026, 3, 6))
SAE = paper("2603.00002", "Sparse Autoencoders Made Cheap")


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    yield
    structlog.reset_defaults()


Run = Callable[..., Result]


@pytest.fixture
def house() -> FakeHouse:
    return FakeHouse(desk_with(EAT, SAE))


@pytest.fixture
def run(house: FakeHouse) -> Run:
    def runs(*words: str) -> Result:
        return CliRunner().invoke(app, words, obj=Front(open_house=house.open))

    return runs


COMMANDS = (
    *("run", "demo", "digest", "ask", "explain", "paper", "search", "similar", "why", "import", "doctor"),
    "manifest",
)


def test_help_names_every_command_whole(run: Run) -> None:
    said = run("--help")

    assert said.exit_code == 0
    assert all(f"\n  {name} " in said.stdout for name in COMMANDS)
    assert "..." not in said.stdout.partition("Commands:")[2]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_is_a_sentence_and_an_example(run: Run, command: str) -> None:
    said = run(command, "--help")

    assert said.exit_code == 0
    assert "Example: " in said.stdout
    assert f"paperwire {command}" in said.stdout


def test_help_imports_nothing_heavy() -> None:
    """Else it could not answer at once."""
    heavy = (
        "asyncio",
        "chromadb",
        "openai",
        "langchain",
        "sqlalchemy",
        "alembic",
        "numpy",
        "pydantic",
        "rich",
        "httpx",
    )
    code = (
        "import contextlib, sys\nfrom bot.cli import app\n"
        "with contextlib.suppress(SystemExit): app(['--help'])\n"
        f"print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stderr.strip() == "[]"
    assert "Usage: " in done.stdout


def test_the_version_is_said(run: Run) -> None:
    assert run("--version").stdout == f"paperwire {__version__}\n"


@pytest.mark.parametrize("words", [("dance",), ("explain",), ("paper", "--colour", "red"), ("import",)])
def test_wrong_usage_exits_2(run: Run, words: tuple[str, ...]) -> None:
    assert run(*words).exit_code == 2


def test_the_flag_for_the_data_folder_comes_first(run: Run, house: FakeHouse, tmp_path: Path) -> None:
    run("--home", str(tmp_path / "elsewhere"), "paper", EAT.id)

    assert house.settings is not None
    assert house.settings.home == tmp_path / "elsewhere"


def test_a_paper_is_shown_and_the_house_is_closed(run: Run, house: FakeHouse) -> None:
    said = run("paper", "entropy after think")

    assert said.exit_code == 0
    assert "EAT: Entropy After Think" in said.stdout
    assert house.closed


def test_a_paper_as_json_is_data_without_its_owner(run: Run) -> None:
    data = json.loads(run("paper", EAT.id, "--json").stdout)

    assert (data["id"], data["announced"], data["link"]) == (EAT.id, "2026-03-06", f"https://arxiv.org/abs/{EAT.id}")
    assert "owner" not in data


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("paper", "2513.00001"), 2, "“2513.00001” is not a paper id or link I know; try one like 2506.07751."),
        (("paper", "2601.99999"), 2, "I asked arXiv, and it has no paper 2601.99999."),
        (("explain", EAT.id, "--level", "guru"), 2, "“level” is one of newcomer, practitioner, expert, not “guru”."),
        (("search", "x", "--limit", "0"), 2, "“limit” is a number from 1 to 50, not “0”."),
        (("search", "x", "--since", "soon"), 2, "“soon” is not a date I know; write it like 2026-03-06, March 2026"),
        (("digest", "--form", "poem"), 2, "There is no form “poem”; there is headline"),
        (("digest", "--day", "soon"), 2, "“soon” is not a date I know"),
        (("ask", "x" * 100_000), 2, "That is 100,000 characters"),
        (("ask", ""), 2, "paperwire ask needs a question. See paperwire ask --help."),
        (("import", "nowhere.jsonl"), 2, "There is no file “nowhere.jsonl”."),
    ],
)
def test_bad_input_is_one_sentence_on_standard_error_and_exit_2(
    run: Run, words: tuple[str, ...], code: int, sentence: str
) -> None:
    said = run(*words)

    assert said.exit_code == code
    assert said.stderr.startswith(sentence)
    assert said.stderr.count("\n") == 1
    assert said.stdout == ""


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (SourceUnavailable("arXiv does not answer; try again later."), 3),
        (UnknownCategory("cs.XX"), 2),
        (StorageRefused("The disk is full."), 1),
        (NewerDatabase("The database is newer."), 1),
        (KeyboardInterrupt(), 130),
    ],
)
def test_exit_codes_mean_something(run: Run, house: FakeHouse, error: BaseException, code: int) -> None:
    house.fails = error

    said = run("digest")

    assert said.exit_code == code
    assert said.stderr.count("\n") == 1
    assert house.closed


def test_a_bad_setting_is_named_before_anything_is_opened(
    run: Run, house: FakeHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOG_LEVEL", "loud")

    said = run("demo")

    assert (said.exit_code, house.settings) == (2, None)
    assert said.stderr.startswith("LOG_LEVEL must be")


def test_what_breaks_inside_shows_an_id_that_the_log_has(run: Run, house: FakeHouse) -> None:
    house.fails = ValueError("a stranger's words")

    said = run("digest")

    logged, sentence = said.stderr.splitlines()
    assert sentence == f"Something broke on my side ({json.loads(logged)['id']})."
    assert said.exit_code == 1


def test_demo_delivers_the_bundled_day_and_sits_down_at_the_console(run: Run, house: FakeHouse) -> None:
    assert run("demo").exit_code == 0
    assert [edition.key for edition in house.delivered] == ["demo/2025-10-01"]
    assert house.console.ran


def test_run_serves(run: Run, house: FakeHouse) -> None:
    assert run("run").exit_code == 0
    assert house.closed


@pytest.fixture
def _heeds_ctrl_c() -> Iterator[None]:
    """A shell's background job is born deaf to Ctrl-C, and so would the test be that runs in one."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_heeds_ctrl_c")
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_a_service_that_is_stopped_closes_what_it_opened(
    run: Run, house: FakeHouse, sent: signal.Signals, code: int
) -> None:
    """SIGTERM is how an operator stops it, and no failure; Ctrl-C says that it was one's own doing."""
    house.sent = sent

    assert run("run").exit_code == code
    assert house.closed


def test_digest_makes_the_day_that_is_named_and_prints_it_with_its_thread(run: Run, house: FakeHouse) -> None:
    said = run("digest", "--day", "2026-03-05", "--categories", "cs.CL, cs.LG")

    assert house.made == [(date(2026, 3, 5), ("cs.CL", "cs.LG"))]
    assert "Papers of 6 Mar" in said.stdout
    assert "What is new" in said.stdout


@pytest.mark.parametrize("form", [one.name for one in (*FORMS, *ROUND_UPS)])
def test_digest_prints_every_form_there_is(run: Run, form: str) -> None:
    said = run("digest", "--form", form)

    assert said.exit_code == 0
    assert said.stdout


def test_digest_as_json_is_the_edition(run: Run) -> None:
    data = json.loads(run("digest", "--json").stdout)

    assert data["day"] == "2026-03-06"
    assert [one["paper"]["id"] for one in data["items"]] == ["2506.07751", "2506.07752"]


def _rows(count: int) -> str:
    return "".join(
        json.dumps({"id": f"2604.{n:05}", "title": f"Paper {n}", "abstract": "It is about papers."}) + "\n"
        for n in range(1, count + 1)
    )


def test_import_stores_what_it_can_and_names_the_lines_it_cannot(run: Run, house: FakeHouse, tmp_path: Path) -> None:
    broken = "".join("{broken\n" for _ in range(12))
    (tmp_path / "papers.jsonl.gz").write_bytes(gzip.compress((_rows(3) + broken + _rows(0)).encode()))
    house.unindexed = 3

    said = run("import", "papers.jsonl.gz")

    assert said.exit_code == 0
    assert said.stdout == "3 new papers, 0 new versions, 0 known, 12 lines not read.\n3 passages indexed.\n"
    lines = said.stderr.splitlines()
    assert lines[0].startswith("line 4: ")
    assert lines[9].startswith("line 13: ")
    assert lines[10:] == ["and 2 more"]


def test_import_as_json_counts(run: Run, tmp_path: Path) -> None:
    (tmp_path / "papers.jsonl").write_text(_rows(2) + "{broken\n")

    data = json.loads(run("import", "papers.jsonl", "--json").stdout)

    assert (data["new"], data["versions"], data["repeats"], data["broken"]) == (2, 0, 0, 1)
    assert data["first_broken"][0]["line"] == 3


def test_papers_imported_for_a_server_belong_to_it(run: Run, house: FakeHouse, tmp_path: Path) -> None:
    (tmp_path / "papers.jsonl").write_text(_rows(1))

    run("import", "papers.jsonl", "--server", "guild-1")

    assert ("2604.00001", "guild-1") in house.behind.shelf.entries


def test_a_file_without_a_paper_in_it_is_bad_input(run: Run, tmp_path: Path) -> None:
    (tmp_path / "papers.jsonl").write_text('{"id": "x"}\n')

    said = run("import", "papers.jsonl")

    assert said.exit_code == 2
    assert "line 1" in said.stderr


def test_ctrl_c_while_indexing_keeps_what_was_stored(run: Run, house: FakeHouse, tmp_path: Path) -> None:
    (tmp_path / "papers.jsonl").write_text(_rows(1))
    house.fails = KeyboardInterrupt()

    said = run("import", "papers.jsonl")

    assert said.exit_code == 130
    assert said.stderr.startswith("Stopped. Nothing that was finished is lost")
    assert ("2604.00001", "") in house.behind.shelf.entries


def test_a_paper_from_the_network_that_is_down_is_to_be_tried_later(run: Run, house: FakeHouse) -> None:
    house.desk = replace(house.desk, library=replace(house.library, lookup=Publisher(down=True)))

    assert run("paper", "2601.00001").exit_code == 3
