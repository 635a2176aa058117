"""Whatever comes from outside, bent at random: answered or refused in words, never a traceback.

A few examples of each in every run, FUZZ times as many with `make fuzz`.
"""
