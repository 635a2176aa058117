"""Tests of the store: schema, migrations, transactions, guards."""
