"""Steps taken before a story begins, by the same people over the same wire, but without a browser."""

from __future__ import annotations

from bot.local_slack import Person
from tests.browser.product import GENERAL, SETTLE_SECONDS, Story

ASKED = "request.recipient"


async def chosen(story: Story, person: Person, ref: str, value: str | list[str]) -> None:
    """Choose what the form is drawn anew for, and wait for that."""
    form = person.modal
    assert form is not None
    known = form.hash
    await person.select(ref, value)
    await story.ws.settle(lambda: form.hash != known, timeout=SETTLE_SECONDS)


async def assigning(story: Story, who: str, customer: str, subscription: str) -> Person:
    """The assignment form with customer and subscription chosen."""
    person = story.ws.person(who)
    await person.command("/assign-support", customer, channel=GENERAL)
    await story.shows(person, "assign.subscriptions")
    await person.search("assign.subscriptions", subscription)
    await chosen(story, person, "assign.subscriptions", [subscription])
    return person


async def assigned(story: Story, who: str, customer: str, subscription: str, reseller: str) -> None:
    """`reseller` supports the subscription; the review waits."""
    person = await assigning(story, who, customer, subscription)
    await person.search("assign.contact", reseller)
    await chosen(story, person, "assign.contact", reseller)
    await person.submit()
    await story.titled(person, "Review")
    await person.dismiss()


async def waiting(story: Story, who: str, customer: str, subscription: str, reseller: str) -> None:
    """An assignment that waits for the customer's answer to an invitation, which was sent."""
    person = await assigning(story, who, customer, subscription)
    await chosen(story, person, "assign.contact", "someone-else")
    await person.search("assign.other", reseller)
    await chosen(story, person, "assign.other", reseller)
    await person.click("assign.request_relationship")
    await story.shows(person, "request.reseller")
    await _sent(story, person)


async def asked(story: Story, who: str, customer: str, reseller: str) -> None:
    """An invitation of the customer by that reseller and us, which was sent."""
    person = story.ws.person(who)
    await person.command("/request-relationship", customer, channel=GENERAL)
    await story.shows(person, "request.kind")
    await chosen(story, person, "request.kind", "customer_indirect_reseller")
    await person.search("request.reseller", reseller)
    await person.select("request.reseller", reseller)
    await _sent(story, person)


async def partnership_asked(story: Story, who: str, reseller: str) -> None:
    """An invitation of a reseller to a partnership, which was sent."""
    person = story.ws.person(who)
    await person.command("/request-relationship", reseller, channel=GENERAL)
    await story.shows(person, "request.reseller")
    await _sent(story, person)


async def _sent(story: Story, person: Person) -> None:
    await person.submit()
    await story.shows(person, ASKED)
    await person.type(ASKED, "admin@customer.example")
    await person.submit()
    await story.titled(person, "Invitation sent")
    await person.dismiss()
