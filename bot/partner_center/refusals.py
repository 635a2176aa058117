"""What a refusal of Microsoft's means for the operator, with the next step; an unknown one is shown as it came."""

from bot.errors import BotError
from bot.partner_center.wire.failures import WRONG_KIND, PartnerCenterRefused, SignInRefused
from bot.services.mirror.ports import NotAllowed

# By HTTP status and code (docs/partner-center.md#errors); "" stands for any other code of the status.
_STEPS = {
    (401, "900420"): "the token's audience is no longer supported: check PARTNER_CENTER_LOGIN_BASE_URL",
    (403, "900150"): "the role lacks rights; one that was given within the hour may need the rest of it",
    (403, "900308"): "the role or GDAP lacks rights",
    (403, "900309"): "Conditional Access blocks the application: allow its address or exempt its service principal",
    (
        403,
        "900329",
    ): "the application alone may not ask this; it needs a user's consent, which this version cannot use",
    (403, WRONG_KIND): "only an indirect provider with API access may ask this",
    (401, ""): "grant the application its permission in Entra ID and Partner Center, with admin consent",
    (403, ""): "grant the application its permission in Entra ID and Partner Center, with admin consent",
}
MFA = "the token lacks multifactor authentication: it has to come from a sign-in with MFA"
_SIGN_IN_STEPS = {
    "7000215": "PARTNER_CENTER_CLIENT_SECRET is wrong: copy its value, not its id",
    "7000222": "PARTNER_CENTER_CLIENT_SECRET has expired: make a new one",
    "700016": "PARTNER_CENTER_CLIENT_ID is not known in this tenant",
    "700027": "PARTNER_CENTER_CERTIFICATE is not one of the application's: upload it",
    "90002": "PARTNER_CENTER_TENANT_ID is no tenant",
    "50076": MFA,
    "50079": MFA,
}


def refusal(error: PartnerCenterRefused, doing: str) -> BotError:
    """Return a refusal as one line: what was being done, what Microsoft said, and what to do about it."""
    return NotAllowed(f"{doing}: {step(error)} [{error}]")


def step(error: PartnerCenterRefused) -> str:
    """Return the operator's next step."""
    if isinstance(error, SignInRefused):
        return _SIGN_IN_STEPS.get(error.code, "sign-in refuses the application")
    if error.needs_mfa:
        return MFA
    known = _STEPS.get((error.status, error.code)) or _STEPS.get((error.status, ""))
    return known or "Microsoft refuses it"
