"""Settings of nothing but what a test gives; looking fields up in an environment takes longer than checking them."""

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
    """Make settings of these values, checked as those of the environment are."""
    return _Given(**values)
