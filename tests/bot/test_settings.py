"""Settings: read once, from the right place, with a sentence for each bad value and no secret shown."""

from pathlib import Path

import pytest

from bot.settings import Settings, example, read_settings
from retrieval.errors import BadSetting
from retrieval.mailbox import Mailbox


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable of this machine and no .env of the checkout."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def test_a_flag_comes_before_the_environment_that_before_the_file_that_before_the_default(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert read_settings().embedding_model == "local"
    (tmp_path / ".env").write_text("EMBEDDING_MODEL=from-file\n")
    assert read_settings().embedding_model == "from-file"
    monkeypatch.setenv("EMBEDDING_MODEL", "from-environment")
    assert read_settings().embedding_model == "from-environment"
    assert read_settings(embedding_model="from-flag").embedding_model == "from-flag"


@pytest.mark.parametrize("blank", ["", "   "])
def test_an_empty_value_is_unset(monkeypatch: pytest.MonkeyPatch, blank: str) -> None:
    for name in Settings.model_fields:
        monkeypatch.setenv(name.upper(), blank)

    assert read_settings() == Settings.model_construct()


def test_example_env_has_every_setting_with_its_description_and_default_and_no_other() -> None:
    checkout = Path(__file__).parents[2]

    assert (checkout / ".env.example").read_text(encoding="utf-8") == example(), (
        "rewrite it: python -c 'from bot.settings import example; print(example(), end=\"\")' > .env.example"
    )
    assert all(field.description for field in Settings.model_fields.values())


def test_copying_the_example_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(example())

    assert read_settings() == Settings.model_construct()


def test_the_example_uncommented_sets_what_is_the_default_anyway(tmp_path: Path) -> None:
    settings = "\n".join(line[1:] for line in example().splitlines() if line[:1] == "#" and line[1:2].isupper())
    (tmp_path / ".env").write_text(settings)

    assert read_settings() == Settings.model_construct()


def test_home_is_data_in_a_checkout_and_the_users_data_folder_elsewhere(tmp_path: Path) -> None:
    assert read_settings().home.name == "paperwire"
    assert read_settings().home.is_absolute()
    assert not read_settings().home.is_relative_to(tmp_path)
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "something-else"\n')
    assert not read_settings().home.is_relative_to(tmp_path)
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "paperwire"\n')
    assert read_settings().home == tmp_path / "data"


def test_a_home_that_is_named_is_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "me"))

    assert read_settings(paperwire_home=Path("here")).home == tmp_path / "here"
    assert read_settings(paperwire_home="~/papers").home == tmp_path / "me" / "papers"


@pytest.mark.parametrize(
    ("given", "model"),
    [
        ({}, None),
        ({"OPENAI_API_KEY": "k"}, "openai:gpt-5-mini"),
        ({"OPENAI_BASE_URL": "http://127.0.0.1:1/v1"}, "openai:gpt-5-mini"),
        ({"OPENAI_API_KEY": "k", "MODEL": "extractive"}, None),
        ({"OPENAI_API_KEY": "k", "MODEL": "Extractive"}, None),
        ({"OPENAI_API_KEY": "k", "MODEL": "openai:gpt-5"}, "openai:gpt-5"),
        ({"OPENAI_API_KEY": "k", "MODEL": "gpt-5"}, "openai:gpt-5"),
        ({"MODEL": "anthropic:claude"}, "anthropic:claude"),
    ],
)
def test_who_writes(monkeypatch: pytest.MonkeyPatch, given: dict[str, str], model: str | None) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    assert read_settings().writer_model == model


def test_a_model_without_a_key_says_which_settings_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODEL", "gpt-5")

    with pytest.raises(BadSetting, match="neither OPENAI_API_KEY nor OPENAI_BASE_URL is set"):
        read_settings()


@pytest.mark.parametrize("given", ["cs.CL,cs.LG", "cs.CL, cs.LG", "cs.CL cs.LG", "cs.CL,,cs.LG,"])
def test_lists_accept_commas(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("ARXIV_CATEGORIES", given)

    assert read_settings().arxiv_categories == ("cs.CL", "cs.LG")


def test_the_query_address_may_be_written_as_the_arxiv_package_writes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARXIV_API_URL", "http://127.0.0.1:4601/api/query?{}")

    assert read_settings().arxiv_api_url == "http://127.0.0.1:4601/api/query"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
        ("CHROMA_URL", "localhost:8000"),
        ("DISCORD_GATEWAY_URL", "https://gateway"),
        ("DATABASE_URL", "mysql://root:hunter2@db/papers"),
        ("ARXIV_CATEGORIES", "cs.CL,77"),
        ("OPENAI_BASE_URL", "ftp://hunter2"),
        ("PAPERWIRE_HOME", "~nobody-of-this-name/x"),
    ],
)
def test_a_bad_value_is_one_sentence_that_names_the_variable_and_not_the_value(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(BadSetting) as caught:
        read_settings()

    assert caught.value.for_people.startswith(f"{name} ")
    assert value not in caught.value.for_people
    assert "hunter2" not in caught.value.for_people
    assert "\n" not in caught.value.for_people


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"EMBEDDING_MODEL=\xff\xfe\n")

    with pytest.raises(BadSetting, match=r"\.env in this folder"):
        read_settings()


def test_no_secret_shows_when_settings_are_printed() -> None:
    settings = read_settings(
        openai_api_key="sk-hunter2",
        discord_token="hunter2",
        slack_bot_token="xoxb-hunter2",
        slack_app_token="xapp-hunter2",
        operator_webhook="https://hooks.example.org/hunter2",
        database_url="postgresql://me:hunter2@db/papers",
        chroma_url="http://me:hunter2@chroma:8000",
    )

    assert "hunter2" not in f"{settings} {settings!r}"
    assert len(settings.secrets()) == 7


def test_a_shared_chroma_server_is_told_which_shelf_it_serves_and_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMA_URL", "http://127.0.0.1:8000")
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:secret@host/one")
    assert read_settings().shelf == "postgresql://host/one"
    monkeypatch.delenv("CHROMA_URL")
    assert read_settings().shelf == ""


def test_a_mailbox_is_read_from_its_address_and_its_password_is_kept_secret() -> None:
    settings = read_settings(imap_url="imaps://me%40lab.example@mail.example/Papers/Weekly", imap_password="s3cret")

    assert settings.mailbox == Mailbox("mail.example", 993, "me@lab.example", "s3cret", "Papers/Weekly")
    assert "s3cret" not in repr(settings) + repr(settings.mailbox)
    assert "s3cret" in settings.secrets()
    assert read_settings().mailbox is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"imap_url": "imaps://me@mail.example"}, "IMAP_PASSWORD is not"),
        ({"imap_url": "imap://me@mail.example", "imap_password": "x"}, "sent in the clear"),
        ({"imap_url": "imaps://me:x@mail.example", "imap_password": "x"}, "must not hold the password"),
        ({"imap_url": "imaps://mail.example", "imap_password": "x"}, "must be like imaps://"),
        ({"imap_url": "imaps://me@mail.example:99999", "imap_password": "x"}, "must be like imaps://"),
        ({"imap_url": "imaps://me@mail.example/P%C3%A4", "imap_password": "x"}, "plain letters"),
        ({"feeds": "https://a.example/rss, ftp://b.example"}, "FEEDS must list addresses"),
        ({"enrichment": "google-scholar"}, "ENRICHMENT"),
    ],
)
def test_what_cannot_be_a_mailbox_a_feed_or_a_service_is_said(given: dict[str, str], said: str) -> None:
    with pytest.raises(BadSetting, match=said):
        read_settings(**given)


def test_feeds_and_services_are_lists() -> None:
    settings = read_settings(feeds="https://a.example/rss, https://b.example/", enrichment="openalex,semantic-scholar")

    assert settings.feeds == ("https://a.example/rss", "https://b.example/")
    assert settings.enrichment == ("openalex", "semantic-scholar")
    assert "a.example" not in repr(settings)
