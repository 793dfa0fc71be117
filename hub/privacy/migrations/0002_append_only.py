"""The database itself refuses to change or remove a line of the access log."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION privacy_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the access log is append only' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER privacy_accessentry_append_only BEFORE UPDATE OR DELETE ON privacy_accessentry
    FOR EACH ROW EXECUTE FUNCTION privacy_refuse_change();
CREATE TRIGGER privacy_accessentry_no_truncate BEFORE TRUNCATE ON privacy_accessentry
    FOR EACH STATEMENT EXECUTE FUNCTION privacy_refuse_change();
"""
ALLOW = """
DROP TRIGGER privacy_accessentry_no_truncate ON privacy_accessentry;
DROP TRIGGER privacy_accessentry_append_only ON privacy_accessentry;
DROP FUNCTION privacy_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
