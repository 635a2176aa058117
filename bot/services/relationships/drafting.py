"""New requests: no twin of an open one, the row, its links and the letter in the language of whoever is invited."""

from uuid import uuid4

from sqlalchemy import select
from sqlmodel import Session, col

from bot.errors import Conflict
from bot.models import Customer, RelationshipRequest, RequestState, RequestType
from bot.services.invitations import lamps, letter, links
from bot.services.invitations.lamps import Lamp
from bot.services.invitations.rules import RequestPlan, inviter_of, open_request
from bot.services.policy import Actor
from bot.services.relationships.transitions import key_of, kind_of, load, move, note
from bot.services.scene import Scene
from bot.services.separation import ours
from bot.services.store.sql import insert_into


class TwinOpen(Conflict):
    """The target has an open request already (A12); `request_id` is the one to continue or resend."""

    def __init__(self, request_id: int, target: str) -> None:
        super().__init__("request-twin", target=target)
        self.request_id = request_id


def check_twins(session: Session, made: RequestPlan, replaced: int | None) -> None:
    """Raise TwinOpen if an open request, other than the one replaced, asks for one of the links already."""
    if made.customer is not None:
        # Two people at the same moment, one of whom asks for the link along with another: one after the other.
        whole = select(col(Customer.id)).where(col(Customer.id) == made.customer.id, ours(col(Customer.id)))
        session.execute(whole.with_for_update(key_share=True))
    for kind in made.wish.kinds:
        inviter = inviter_of(made, kind)
        twin = open_request(session, kind, inviter.tenant_id, made.target_key)
        if twin is not None and twin != replaced:
            raise TwinOpen(twin, made.target_name)


def drafted(session: Session, actor: Actor, made: RequestPlan, scene: Scene) -> RelationshipRequest:
    """Write the request with its links and letter (link_ready)."""
    request = _insert(session, actor, made, scene)
    asked = _links(made, request.gdap_relationship_id)
    if len(asked) > 1:
        lamps.add(session, key_of(request), asked, request.gdap_relationship_id)
    own = next(link for link in asked if link.kind is made.wish.kind)
    text = _text(actor, made, request.locale, asked)
    return move(session, actor, scene, request, RequestState.LINK_READY, url=own.url, email_text=text)


def says_the_same(session: Session, request: RelationshipRequest, made: RequestPlan) -> bool:
    """Tell if the letter of a request would be drafted for this plan word by word."""
    drafted = (request.inviter_tenant_id, request.target_key, request.target_name, request.locale)
    wanted = (made.inviter.tenant_id, made.target_key, made.target_name, _language(made))
    kinds = tuple(lamp.kind for lamp in lamps.of(session, request))
    before = (kind_of(request), kinds, links.asks_dap(request.url), *drafted)
    return before == (made.wish.kind, made.wish.kinds, made.wish.dap, *wanted)


def _text(actor: Actor, made: RequestPlan, locale: str, asked: list[Lamp]) -> str:
    parties = letter.LetterParties(made.target_name, made.inviter.name, made.provider.name, actor.name)
    if len(asked) > 1:
        return letter.draft_several([each.kind for each in asked], locale, parties, [each.url for each in asked])
    return letter.draft(made.wish.kind, locale, parties, asked[0].url, dap=made.wish.dap)


def _language(made: RequestPlan) -> str:
    """Return the language of the letter: as wished, else of the target's country, else of whoever asks."""
    return made.wish.locale or letter.language_of(made.country or made.inviter.location or made.provider.location)


def _insert(session: Session, actor: Actor, made: RequestPlan, scene: Scene) -> RelationshipRequest:
    wish = made.wish
    row = {
        "type": wish.kind,
        "inviter_tenant_id": made.inviter.tenant_id,
        "target_key": made.target_key,
        "customer_id": made.customer.id if made.customer else None,
        "reseller_tenant_id": made.reseller.tenant_id if made.reseller else None,
        "target_name": made.target_name,
        "locale": _language(made),
        "state": RequestState.DRAFT,
        "created_by": actor.user_id,
        "owner": actor.user_id,
        "created_at": scene.now,
        "reminder_count": 0,
        "resend_count": 0,
        "agreement_ref": wish.agreement_ref,
        "note": wish.note,
        "gdap_relationship_id": str(uuid4()) if RequestType.GDAP in wish.kinds else None,
        "reference": actor.reference,
    }
    # Two people at the same moment: the unique index lets one in, and the other learns of that one.
    statement = insert_into(session, RelationshipRequest).values(row).on_conflict_do_nothing()
    created = session.execute(statement.returning(col(RelationshipRequest.id))).scalar_one_or_none()
    if created is None:
        twin = open_request(session, wish.kind, made.inviter.tenant_id, made.target_key)
        raise TwinOpen(twin, made.target_name) if twin is not None else Conflict("request-try-again")
    request = load(session, created)
    note(session, actor, scene, request, "created", after=_created(made))
    return request


def _created(made: RequestPlan) -> dict[str, object]:
    also = [kind.value for kind in made.wish.also]
    own = {"state": RequestState.DRAFT.value, "type": made.wish.kind.value}
    return own | ({"also": also} if also else {})


def _links(made: RequestPlan, gdap_relationship_id: str | None) -> list[Lamp]:
    """Build the links that are asked for, in the order in which they have to be accepted."""
    return [_link(made, kind, gdap_relationship_id) for kind in made.wish.kinds]


def _link(made: RequestPlan, kind: RequestType, gdap_relationship_id: str | None) -> Lamp:
    inviter = inviter_of(made, kind)
    parts = links.LinkParts(
        inviter_id=inviter.tenant_id,
        inviter_mpn_id=inviter.mpn_id,
        provider_id=made.provider.tenant_id,
        dap=made.wish.dap and kind is made.wish.kind,
        gdap_relationship_id=gdap_relationship_id,
    )
    return Lamp(kind, inviter.tenant_id, links.build(kind, parts))
