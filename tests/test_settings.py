"""Settings from the environment: what a value may be, and which variable a bad one is."""

from pathlib import Path

import pytest

from bot.errors import ConfigurationError
from bot.settings import load


@pytest.mark.parametrize(("said", "rows"), [("500", 500), ("1", 1), ("", None), ("off", None), (" OFF ", None)])
def test_rows_that_need_a_second_person(monkeypatch: pytest.MonkeyPatch, said: str, rows: int | None) -> None:
    monkeypatch.setenv("BULK_CONFIRM_ROWS", said)
    assert load(None).bulk_confirm_rows == rows


@pytest.mark.parametrize("said", ["0", "-1", "many"])
def test_a_bad_number_of_rows_is_named(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("BULK_CONFIRM_ROWS", said)
    with pytest.raises(ConfigurationError, match="BULK_CONFIRM_ROWS: "):
        load(None)


APPLICATION = {
    "PARTNER_CENTER_TENANT_ID": "3b33e682-00c3-41ee-9dd2-a548adf56438",
    "PARTNER_CENTER_CLIENT_ID": "client",
}
KEY = "A" * 43 + "="


def test_an_application_has_a_secret_or_a_certificate(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in APPLICATION.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match=r"_CLIENT_SECRET \(or PARTNER_CENTER_CERTIFICATE\) must be set"):
        load(None)
    monkeypatch.setenv("PARTNER_CENTER_CERTIFICATE", "app.pem")
    assert load(None).partner_center_certificate == Path("app.pem")


def test_a_stored_token_needs_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARTNER_CENTER_REFRESH_TOKEN", "seed")
    with pytest.raises(ConfigurationError, match="PARTNER_CENTER_TOKEN_KEY must be set"):
        load(None)
    monkeypatch.setenv("PARTNER_CENTER_TOKEN_KEY", f"{KEY}, {'B' * 43}=")
    keys = load(None).partner_center_token_key
    assert [key.get_secret_value() for key in keys] == [KEY, "B" * 43 + "="]
    assert KEY not in repr(load(None))


@pytest.mark.parametrize("said", ["short", f"{KEY},x", "ü" * 44])
def test_a_bad_key_is_named(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("PARTNER_CENTER_TOKEN_KEY", said)
    with pytest.raises(ConfigurationError, match="PARTNER_CENTER_TOKEN_KEY: must be keys"):
        load(None)


def test_nobody_is_asked_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BULK_CONFIRM_ROWS", raising=False)
    assert load(None).bulk_confirm_rows is None


@pytest.mark.parametrize(("said", "locale"), [("es-ES", "es-ES"), ("", None)])
def test_the_channel_may_have_a_language_of_its_own(
    monkeypatch: pytest.MonkeyPatch, said: str, locale: str | None
) -> None:
    monkeypatch.setenv("CHANNEL_LOCALE", said)
    assert load(None).channel_locale == locale


def test_a_bad_language_of_the_channel_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHANNEL_LOCALE", "klingon??")
    with pytest.raises(ConfigurationError, match="CHANNEL_LOCALE: must be a locale"):
        load(None)


@pytest.mark.parametrize("said", ["mon 09:00", "Sun 23:59", "fri 7:05", "off", "OFF"])
def test_the_hour_of_the_report_is_a_weekday_and_time(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("REPORT_TIME", said)
    assert load(None).report_time == said


@pytest.mark.parametrize("said", ["monday 09:00", "mon 24:00", "mon", "09:00", "mon 9", "mon 09:00 CET"])
def test_any_other_hour_of_the_report_stops_the_start(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("REPORT_TIME", said)
    with pytest.raises(ConfigurationError, match="REPORT_TIME: must be a weekday and time like mon 09:00, or off"):
        load(None)


@pytest.mark.parametrize("said", ["record", "refuse"])
def test_new_commerce_is_kept_or_refused(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    assert load(None).assign_new_commerce == "record"
    monkeypatch.setenv("ASSIGN_NEW_COMMERCE", said)
    assert load(None).assign_new_commerce == said


@pytest.mark.parametrize("said", ["", "no", "Record", "record,refuse"])
def test_anything_else_for_new_commerce_stops_the_start(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("ASSIGN_NEW_COMMERCE", said)
    with pytest.raises(ConfigurationError, match="^ASSIGN_NEW_COMMERCE: Input should be 'record' or 'refuse'$"):
        load(None)
