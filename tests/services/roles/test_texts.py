"""Denials in words: one role and one group are said in the singular, in both languages."""

import pytest

from bot.errors import Denied
from bot.services.policy import Role
from bot.services.roles.texts import denial_mrkdwn, denial_plain
from bot.text import reader


def denied(*roles: Role, groups: int = 1) -> Denied:
    ids = tuple(f"S0GROUP{number}" for number in range(groups))
    return Denied("denied-role", roles=roles, groups=ids, handles=tuple(f"@group-{key}" for key in ids))


@pytest.mark.parametrize(
    ("locale", "one", "several"),
    [
        ("en-US", "It takes the role Global admin.", "It takes one of these roles: Global admin and Admin agent."),
        (
            "es-ES",
            "Hace falta el rol Administrador global.",
            "Hace falta uno de estos roles: Administrador global y Agente de administrador.",
        ),
    ],
)
def test_one_role_is_said_in_the_singular(locale: str, one: str, several: str) -> None:
    t = reader(locale, "UTC")
    for said in (denial_mrkdwn, denial_plain):
        assert one in said(t, denied(Role.GLOBAL_ADMIN))
        assert several in said(t, denied(Role.GLOBAL_ADMIN, Role.ADMIN_AGENT, groups=2))


@pytest.mark.parametrize(("locale", "one"), [("en-US", "the owner of that group"), ("es-ES", "de ese grupo")])
def test_so_is_one_group(locale: str, one: str) -> None:
    t = reader(locale, "UTC")
    assert one in denial_plain(t, denied(Role.GLOBAL_ADMIN))
    assert one not in denial_plain(t, denied(Role.GLOBAL_ADMIN, groups=2))
