"""Settings of nothing but what a test gives: to look each field up in an environment takes longer than to check it."""

from typing import Any

from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from bot.settings import Settings


class _Given(Settings):
    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


def given(**values: Any) -> Settings:
    """Checked as those of the environment are."""
    return _Given(**values)
