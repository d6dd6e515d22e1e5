"""What holds for every test."""

import pytest
from hypothesis import settings

settings.register_profile("paperwire", deadline=None)  # machines are noisy, and no test tests a time
settings.load_profile("paperwire")


@pytest.fixture(autouse=True)
def _nobodys_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of whoever runs the tests reaches them."""
    from bot.settings import Settings

    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
