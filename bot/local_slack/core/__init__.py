"""Behaviour of the workspace: messages, modals, administration, payloads and their delivery."""
