-- A role for `serve` that can read and add to the history, and neither change nor remove it.
--
-- Run by the role that owns the tables (the one that runs `db upgrade`), after the first `db upgrade`; harmless to
-- repeat. Then give the role a password (\password support_contact_bot in psql) and put it into DATABASE_URL of `serve`.
-- `db upgrade`, `db restore`, `directory import` and `person erase` stay with the owner.

-- In one transaction: what is granted for a moment and then taken away is never seen by anybody.
BEGIN;

DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'support_contact_bot') THEN
        CREATE ROLE support_contact_bot LOGIN;
    END IF;
END $$;

GRANT USAGE ON SCHEMA public TO support_contact_bot;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO support_contact_bot;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO support_contact_bot;
-- Tables that a later `db upgrade` adds; those of the history are named below, so repeat this file after an upgrade.
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO support_contact_bot;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO support_contact_bot;

REVOKE UPDATE, DELETE, TRUNCATE ON audit_event, audit_seal, audit_sealed_event FROM support_contact_bot;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON alembic_version, erasure FROM support_contact_bot;

COMMIT;
