"""The database itself refuses to export what is not a client's: practice never reaches a record."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION records_only_clients() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM conversations_conversation WHERE id = NEW.conversation_id AND kind = 'client';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'only conversations of clients are exported' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER records_only_clients BEFORE INSERT OR UPDATE OF conversation_id ON records_export
    FOR EACH ROW EXECUTE FUNCTION records_only_clients();
"""
ALLOW = """
DROP TRIGGER records_only_clients ON records_export;
DROP FUNCTION records_only_clients();
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial"), ("conversations", "0015_practice")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
