from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_no_email_addresses")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="single_keys",
            field=models.BooleanField(default=True),
        ),
    ]
