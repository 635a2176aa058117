"""What a reseller supports, relationships themselves, and a near miss, as people see them in both languages."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser.product import GRACE, HUGO, Story
from tests.browser.stage import opened


async def test_a_reseller_relationships_and_a_near_miss(story: Story) -> None:
    page = await story.tab(GRACE)
    listed = await opened(page, "/support-contact Trey Research Consultores", "Support contacts")
    await expect(listed.get_by_text("supports 1–").first).to_be_visible()
    await story.seen(page, "reseller-supports")
    await story.put_away()
    listed = await opened(page, "/support-contact Camion y Rutta", "Support contacts")
    await expect(listed.get_by_text("Did you mean")).to_be_visible()
    await story.seen(page, "near-miss")
    await story.put_away()
    listed = await opened(page, "/relationships standing", "Relationships")
    await expect(listed.get_by_text("Admin privileges").first).to_be_visible()
    await story.seen(page, "relationships-standing")
    await story.put_away()
    page = await story.tab(HUGO)
    listed = await opened(page, "/support-contact Trey Research Consultores", "Contactos de soporte")
    await expect(listed.get_by_text("da soporte a").first).to_be_visible()
    await story.seen(page, "reseller-supports-es")
    await story.put_away()
    listed = await opened(page, "/relationships vigentes trey", "Relaciones")
    await expect(listed.get_by_text("Privilegios de administrador").first).to_be_visible()
    await story.seen(page, "relationships-standing-es")
