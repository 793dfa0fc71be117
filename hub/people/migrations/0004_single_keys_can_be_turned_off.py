from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_absence")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="single_keys",
            field=models.BooleanField(default=True),
        ),
    ]
