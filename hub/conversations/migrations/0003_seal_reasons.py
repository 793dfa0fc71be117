from typing import Any

from django.db import migrations

from hub.privacy.sealing import DataKey


def seal_reasons(apps: Any, schema_editor: Any) -> None:
    """Where the content has been destroyed there is no key to seal with, and the reason goes too."""
    rows = apps.get_model('conversations', 'Conversation').objects.exclude(decision_reason='')
    for row in rows.iterator(chunk_size=500):
        if row.data_key:
            key = DataKey.unwrap(row.data_key)
            row.reason_sealed = key.seal(row.decision_reason, context=f'{row.public_id}:reason')
        row.decision_reason = ''
        row.save(update_fields=['reason_sealed', 'decision_reason'])


def open_reasons(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model('conversations', 'Conversation').objects.exclude(reason_sealed=None)
    for row in rows.iterator(chunk_size=500):
        key = DataKey.unwrap(row.data_key)
        row.decision_reason = key.open(row.reason_sealed, context=f'{row.public_id}:reason')
        row.reason_sealed = None
        row.save(update_fields=['reason_sealed', 'decision_reason'])


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0002_reason_sealed'),
    ]

    operations = [
        migrations.RunPython(seal_reasons, open_reasons),
    ]
