"""What the models may cost, as the settings say it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """At most so many US dollars, and so many tokens in and out, in a month; None: as many as wanted."""

    server_usd: float | None = None
    person_usd: float | None = None
    server_tokens: int | None = None
    person_tokens: int | None = None

    def of_server(self) -> tuple[float | None, int | None]:
        return self.server_usd, self.server_tokens

    def of_person(self) -> tuple[float | None, int | None]:
        return self.person_usd, self.person_tokens


UNCAPPED = Caps()
