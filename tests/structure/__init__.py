"""Structure of the repository: measured by `python -m tests.structure.shape`, held by the tests beside it."""
