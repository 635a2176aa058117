"""Tests of the ways to run the bot: images, manifests, units, dashboards, each against the program itself."""
