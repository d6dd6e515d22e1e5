"""Every environment variable, read once. Lower rooms get plain values, never this object.

A flag comes before the environment, the environment before `.env` in the current folder, that
before the default. An empty value is unset.
"""

import re
import textwrap
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import unquote, urlsplit

from platformdirs import user_data_path
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict, SettingsError

from bot.caps import Caps
from retrieval.errors import BadSetting
from retrieval.mailbox import Mailbox

DEFAULT_MODEL: Final = "openai:gpt-5-mini"
EXTRACTIVE: Final = "extractive"


def _address(*schemes: str) -> AfterValidator:
    wanted = " or ".join(f"{scheme}://" for scheme in schemes)

    def check(value: str) -> str:
        if not re.match(rf"(?:{'|'.join(schemes)})://[^\s/]+", value):
            raise ValueError(f"must be an address that begins with {wanted}")
        return value

    return AfterValidator(check)


def _split(value: object) -> object:
    return tuple(filter(None, re.split(r"[,\s]+", value))) if isinstance(value, str) else value


def _database(value: str) -> str:
    if not re.match(r"(?:sqlite|postgresql)(?:\+\w+)?://", value):
        raise ValueError("must begin with sqlite:// or postgresql://")
    return value


def _category(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        if not re.fullmatch(r"[a-z-]+(?:\.[A-Za-z-]+)?", value):
            raise ValueError("must list arXiv categories such as cs.CL,cs.LG")
    return values


def _folder(value: Path) -> Path:
    try:
        return value.expanduser().absolute()
    except RuntimeError as error:
        raise ValueError("names a user's folder that does not exist") from error


def _addresses(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        if not re.match(r"https?://[^\s/]+", value):
            raise ValueError("must list addresses that begin with http:// or https://")
    return values


def _mailbox_address(value: str) -> str:
    split = urlsplit(value)
    try:
        port_is_one = split.port is None or split.port > 0
    except ValueError:
        port_is_one = False
    if split.scheme not in ("imap", "imaps") or not (split.hostname and split.username and port_is_one):
        raise ValueError("must be like imaps://user@host/folder")
    if split.password:
        raise ValueError("must not hold the password; set IMAP_PASSWORD")
    if not unquote(split.path).isascii():
        raise ValueError("must name a folder in plain letters")
    if split.scheme == "imap" and split.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise ValueError("must begin with imaps://, as the password would be sent in the clear")
    return value


Http = Annotated[str, _address("http", "https")]
Addresses = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split), AfterValidator(_addresses)]
Service = Literal["semantic-scholar", "openalex"]
Socket = Annotated[str, _address("ws", "wss")]
Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
Categories = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split), AfterValidator(_category)]
Dollars = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Tokens = Annotated[int, Field(ge=0)]
LogLevel = Literal["debug", "info", "warning", "error"]
Lowered = BeforeValidator(lambda value: value.lower() if isinstance(value, str) else value)


class Settings(BaseSettings):
    """The settings of one process. A field's name in capitals is its variable."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        str_strip_whitespace=True,
    )

    paperwire_home: Annotated[Path, AfterValidator(_folder)] | None = Field(
        None,
        description="The data folder: database, index, console history. Unset: ./data in a checkout of "
        "Paperwire, else your user's data folder.",
    )
    database_url: Annotated[str, AfterValidator(_database)] | None = Field(
        None,
        repr=False,
        description="Where papers and editions are kept, such as postgresql://user:password@host/paperwire. "
        "Unset: a SQLite file in the data folder.",
    )
    chroma_url: Http | None = Field(
        None, repr=False, description="A Chroma server. Unset: the index is embedded in the data folder."
    )
    model: str | None = Field(
        None,
        description="Who writes: a chat model as PROVIDER:NAME, or `extractive` for verbatim sentences without a "
        f"model. Unset: {DEFAULT_MODEL} when OPENAI_API_KEY or OPENAI_BASE_URL is set, else extractive.",
    )
    openai_api_key: SecretStr | None = Field(None, description="The key for the model's service.")
    openai_base_url: Http | None = Field(
        None, repr=False, description="Any OpenAI-compatible service. Unset: OpenAI's own."
    )
    model_timeout: Annotated[float, Field(gt=0, le=3600)] = Field(
        60, description="Seconds that one request to the model may take; a failed one is made once more."
    )
    model_prices: Annotated[Path, AfterValidator(_folder)] | None = Field(
        None,
        description="A JSON file with prices of models in US dollars for a million tokens: "
        '{"MODEL": {"tokens_in": 0.25, "tokens_out": 2}}. It comes before the list prices that come with Paperwire; '
        "a model in neither is counted in tokens.",
    )
    cap_server_usd: Dollars | None = Field(
        None,
        description="What the model may cost each server or workspace in a calendar month, in US dollars. Beyond it "
        "the bot goes on without the model, and says so. Unset: no cap, as for the three below.",
    )
    cap_person_usd: Dollars | None = Field(None, description="The same for each person in a server.")
    cap_server_tokens: Tokens | None = Field(
        None, description="The same in tokens, in and out, for a model whose price is unknown."
    )
    cap_person_tokens: Tokens | None = Field(None, description="The same for each person in a server.")
    embedding_model: str = Field(
        "local",
        description="How passages become vectors: `local` (comes with the installation) or a model of the "
        "OpenAI-compatible service. A change re-indexes in the background.",
    )
    rerank_url: Http | None = Field(
        None,
        repr=False,
        description="A reranking service that answers Cohere's /rerank (vLLM, llama.cpp, Infinity, Jina); it orders "
        "the best passages of every search anew. Unset: the order of the search.",
    )
    rerank_model: str = Field("", description="The name of its model, where it serves several.")
    rerank_api_key: SecretStr | None = Field(None, description="Its key, where it wants one.")
    discord_token: SecretStr | None = Field(None, description="The bot's token; with it `paperwire run` joins Discord.")
    slack_bot_token: SecretStr | None = Field(
        None,
        description="The bot's token, xoxb-…; together with SLACK_APP_TOKEN `paperwire run` joins Slack. "
        "One for each workspace that the app is installed in.",
    )
    slack_app_token: SecretStr | None = Field(None, description="The app-level token for Socket Mode, xapp-….")
    slack_signing_secret: SecretStr | None = Field(
        None, description="The app's signing secret; with SLACK_HTTP_PORT, Slack is heard over HTTP instead."
    )
    slack_http_port: Annotated[int, Field(ge=1, le=65535)] | None = Field(
        None, description="The port that Slack's requests come in on, at /slack/events. Unset: Socket Mode."
    )
    slack_managers: Names = Field(
        (), description="Slack user ids (U…) that may manage every channel, besides admins and a channel's creator."
    )
    slack_unfurl: bool = Field(
        False, description="Show a paper's card under a link to it; needs `paperwire manifest --unfurl`."
    )
    operator_webhook: SecretStr | None = Field(
        None,
        description="An address that is posted to when the operator must act. Unset: the log, and a direct message "
        "to the bot's owner.",
    )
    health_port: Annotated[int, Field(ge=1, le=65535)] | None = Field(
        None, description="The port that answers /healthz and /metrics. Unset: none."
    )
    health_host: str = Field("127.0.0.1", description="The address it listens on; 0.0.0.0 inside a container.")
    arxiv_categories: Categories = Field(
        ("cs.CL", "cs.LG", "cs.AI"),
        description="The arXiv categories of the console's own channel; channels on Discord and Slack choose in chat.",
    )
    arxiv_api_url: Annotated[Http, AfterValidator(lambda url: url.removesuffix("?{}"))] = Field(
        "https://export.arxiv.org/api/query", description="arXiv's query API, with or without ?{} at the end."
    )
    arxiv_rss_url: Http = Field(
        "https://rss.arxiv.org/rss/", description="arXiv's announcement feeds; categories are appended."
    )
    arxiv_oai_url: Http = Field("https://oaipmh.arxiv.org/oai", description="arXiv's OAI-PMH service, for catch-up.")
    arxiv_site_url: Http = Field("https://arxiv.org", description="arXiv's pages: abstracts, HTML and PDF.")
    hf_daily: bool = Field(
        False, description="Read Hugging Face's daily papers beside arXiv, with how many people liked each."
    )
    hf_api_url: Http = Field("https://huggingface.co/api", description="Hugging Face's interface.")
    feeds: Addresses = Field(
        (),
        repr=False,
        description="RSS or Atom feeds that are read for every channel beside arXiv: newsletters, blogs, Reddit. "
        "A comma between two.",
    )
    imap_url: Annotated[str, AfterValidator(_mailbox_address)] | None = Field(
        None,
        description="A mailbox that newsletters come to, as imaps://USER@HOST/FOLDER (with %40 for an @ in USER): the "
        "papers that new messages link to are read. Nothing in it is changed.",
    )
    imap_password: SecretStr | None = Field(None, description="The password of that mailbox.")
    enrichment: Annotated[tuple[Service, ...], NoDecode, BeforeValidator(_split)] = Field(
        (), description="Who is asked for venues and citations of papers: semantic-scholar, openalex, or both."
    )
    s2_api_url: Http = Field("https://api.semanticscholar.org/graph/v1", description="Semantic Scholar's interface.")
    s2_api_key: SecretStr | None = Field(
        None, description="A key for Semantic Scholar; without one it often asks to come back later."
    )
    openalex_api_url: Http = Field("https://api.openalex.org", description="OpenAlex's interface.")
    openalex_api_key: SecretStr | None = Field(
        None, description="A key for OpenAlex; without one it answers only a few questions a day."
    )
    discord_api_url: Http = Field("https://discord.com/api/v10", description="Discord's HTTP interface.")
    discord_gateway_url: Socket = Field("wss://gateway.discord.gg/", description="Discord's gateway.")
    slack_api_url: Http = Field("https://slack.com/api/", description="Slack's Web API; it ends with a slash.")
    log_level: Annotated[LogLevel, Lowered] | None = Field(
        None, description="debug, info, warning or error. Unset: info for `paperwire run`, warning otherwise."
    )
    log_format: Annotated[Literal["console", "json"], Lowered] | None = Field(
        None, description="console or json. Unset: console on a terminal, else json."
    )

    @model_validator(mode="before")
    @classmethod
    def _blank_is_unset(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        return {name: value for name, value in given.items() if not (isinstance(value, str) and not value.strip())}

    @model_validator(mode="after")
    def _mailbox_has_a_password(self) -> "Settings":
        if self.imap_url and not self.imap_password:
            raise ValueError("IMAP_URL is set, but IMAP_PASSWORD is not; set it, or unset IMAP_URL.")
        return self

    @model_validator(mode="after")
    def _model_can_be_reached(self) -> "Settings":
        if (self.writer_model or "").startswith("openai:") and not (self.openai_api_key or self.openai_base_url):
            raise ValueError(
                f"MODEL is {self.writer_model}, but neither OPENAI_API_KEY nor OPENAI_BASE_URL is set; "
                "set one, or MODEL=extractive to do without a model."
            )
        return self

    @property
    def home(self) -> Path:
        """The data folder, absolute. It need not exist yet."""
        return self.paperwire_home or _default_home(Path.cwd())

    @property
    def database_address(self) -> str:
        """`database_url`, or that of a SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{self.home / 'paperwire.db'}"

    @property
    def shelf(self) -> str:
        """What tells this installation's rows from another's on a Chroma server that both use."""
        return re.sub(r"//[^@/]*@", "//", self.database_address) if self.chroma_url else ""

    @property
    def index_folder(self) -> Path:
        """Where the embedded index lives, when no `chroma_url` is set."""
        return self.home / "chroma"

    @property
    def papers_folder(self) -> Path:
        """Where fetched papers are kept for a while."""
        return self.home / "papers"

    @property
    def openai_key(self) -> str | None:
        """The key itself, for those who must send it."""
        return self.openai_api_key.get_secret_value() if self.openai_api_key else None

    @property
    def rerank_key(self) -> str | None:
        """The key itself, for those who must send it."""
        return self.rerank_api_key.get_secret_value() if self.rerank_api_key else None

    @property
    def webhook(self) -> str | None:
        """The operator's address itself, for those who must post to it."""
        return self.operator_webhook.get_secret_value() if self.operator_webhook else None

    @property
    def mailbox(self) -> Mailbox | None:
        """The mailbox of `imap_url`."""
        if self.imap_url is None:
            return None
        split, tls = urlsplit(self.imap_url), self.imap_url.lower().startswith("imaps")
        return Mailbox(
            host=split.hostname or "",
            port=split.port or (993 if tls else 143),
            user=unquote(split.username or ""),
            password=self.imap_password.get_secret_value() if self.imap_password else "",
            folder=unquote(split.path.strip("/")) or "INBOX",
            tls=tls,
        )

    @property
    def slack_bot_tokens(self) -> tuple[str, ...]:
        """The bot's token in each workspace, for those who must send it."""
        held = self.slack_bot_token.get_secret_value() if self.slack_bot_token else ""
        return tuple(filter(None, re.split(r"[,\s]+", held)))

    @property
    def writer_model(self) -> str | None:
        """The chat model as PROVIDER:NAME; None: extractive. A name without a provider is `openai:`."""
        if self.model is None:
            return DEFAULT_MODEL if self.openai_api_key or self.openai_base_url else None
        if self.model.lower() == EXTRACTIVE:
            return None
        return self.model if ":" in self.model else f"openai:{self.model}"

    @property
    def caps(self) -> Caps:
        """What the models may cost in a month."""
        return Caps(
            server_usd=self.cap_server_usd,
            person_usd=self.cap_person_usd,
            server_tokens=self.cap_server_tokens,
            person_tokens=self.cap_person_tokens,
        )

    def secrets(self) -> tuple[str, ...]:
        """Every secret value that is set, so that the log can keep them out of what it prints."""
        held = [value.get_secret_value() for _, value in self if isinstance(value, SecretStr)]
        held += [token for token in self.slack_bot_tokens if token not in held]
        passwords = [re.search(r"://[^/\s]*?:([^@\s]+)@", value) for _, value in self if isinstance(value, str)]
        return (*held, *(found[1] for found in passwords if found))


def read_settings(**flags: Any) -> Settings:
    """The settings of this process; `flags` that are not None come first.

    Raises BadSetting with a sentence that names the variable and shows no value of it.
    """
    try:
        return Settings(**{name: value for name, value in flags.items() if value is not None})
    except ValidationError as error:
        raise BadSetting(_sentence(error)) from error
    except (SettingsError, OSError, UnicodeDecodeError) as error:
        raise BadSetting("The file .env in this folder cannot be read; it must be a text file in UTF-8.") from error


def _sentence(error: ValidationError) -> str:
    """The first of the complaints, for people."""
    first = error.errors(include_url=False, include_input=False)[0]
    said = first["msg"].removeprefix("Value error, ")
    if not first["loc"]:
        return said
    name = str(first["loc"][0]).upper()
    if first["type"] == "literal_error":
        said = f"must be {first['ctx']['expected']}"
    elif first["type"] != "value_error":
        said = f"cannot be used: {said[0].lower()}{said[1:]}"
    return f"{name} {said}."


def _default_home(here: Path) -> Path:
    project = here / "pyproject.toml"
    try:
        in_checkout = re.search(r'^name = "paperwire"$', project.read_text(encoding="utf-8"), re.MULTILINE)
    except (OSError, UnicodeDecodeError):
        in_checkout = None
    return here / "data" if in_checkout else user_data_path("paperwire", appauthor=False)


def example() -> str:
    """The text of `.env.example`: every setting with its description and default, all commented out."""
    head = "# Copy to .env and set what you need; nothing is needed for `make demo`.\n# Lists accept commas.\n"
    return head + "".join(f"\n{_entry(name)}" for name in Settings.model_fields)


def _entry(name: str) -> str:
    field = Settings.model_fields[name]
    default = ",".join(field.default) if isinstance(field.default, tuple) else field.default or ""
    words = textwrap.fill(
        field.description or "", 98, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False
    )
    return f"{words}\n#{name.upper()}={default}\n"
