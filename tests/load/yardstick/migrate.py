"""Makes the yardstick's one table: `python -m tests.load.yardstick.migrate`."""

import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.load.yardstick.settings"
django.setup()

from django.db import connection

from tests.load.yardstick.models import Message

with connection.schema_editor() as editor:
    editor.create_model(Message)
