"""Scenarios: each opens a stage, lets people and the adversary act, and returns figures and violations."""
