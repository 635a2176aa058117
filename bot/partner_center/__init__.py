"""The one package that talks to Microsoft: Partner Center, its sign-in, and Graph for GDAP (docs/partner-center.md)."""
