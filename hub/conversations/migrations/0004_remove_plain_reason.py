from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0003_seal_reasons'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='conversation',
            name='decision_reason',
        ),
    ]
