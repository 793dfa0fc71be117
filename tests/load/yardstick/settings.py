"""The yardstick "channels-orm": the chat of the Channels tutorial, with one ORM insert a message, and nothing else."""

import os

SECRET_KEY = "not a secret: the yardstick keeps nothing and lives for a minute"
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["channels", "tests.load.yardstick"]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "tests.load.yardstick.asgi"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ["YARDSTICK_DATABASE"],
        "USER": os.environ["YARDSTICK_USER"],
        "PASSWORD": os.environ["YARDSTICK_PASSWORD"],
        "HOST": os.environ["YARDSTICK_HOST"],
        "PORT": os.environ["YARDSTICK_PORT"],
        "CONN_MAX_AGE": None,
    }
}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [os.environ["REDIS_URL"]], "prefix": "yardstick"},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
LOGGING_CONFIG = None
