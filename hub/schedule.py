"""Celery: which queue carries a task, what beat starts by itself (seconds), and how tasks behave."""

CELERY_TASK_ROUTES = {
    "whatsapp_bridge.tasks.process_webhooks": {"queue": "webhooks"},
    "hub.conversations.tasks.deliver_message": {"queue": "deliveries"},
    "hub.people.tasks.mail_password_link": {"queue": "deliveries"},
    "chat.tasks.mail_notices": {"queue": "deliveries"},
    "chat.tasks.push_notices": {"queue": "deliveries"},
    "hub.records.tasks.deliver_export": {"queue": "exports"},
}
CELERY_BEAT_SCHEDULE = {
    "nudge-deliveries": {
        "task": "hub.conversations.tasks.sweep_deliveries",
        "schedule": 15.0,
    },
    "nudge-scans": {
        "task": "hub.conversations.tasks.sweep_attachments",
        "schedule": 15.0,
    },
    "nudge-webhooks": {"task": "whatsapp_bridge.tasks.process_webhooks", "schedule": 10.0},
    "nudge-exports": {"task": "hub.records.tasks.sweep_exports", "schedule": 15.0},
    "generate-openings": {"task": "hub.hours.tasks.generate_openings", "schedule": 3600.0},
    "mail-notices": {"task": "chat.tasks.mail_notices", "schedule": 60.0},
    "push-notices": {"task": "chat.tasks.push_notices", "schedule": 30.0},
    "mix-answers": {"task": "feedback.tasks.mix_answers", "schedule": 300.0},
    # A look that comes late is of no use: the next one sees the same.
    "look-round": {
        "task": "chat.tasks.look_round",
        "schedule": 5.0,
        "options": {"expires": 5.0},
    },
    # Scripted visitors of practice: what is late now is done at the next look.
    "play-scripts": {
        "task": "chat.tasks.play_scripts",
        "schedule": 3.0,
        "options": {"expires": 3.0},
    },
    "purge": {"task": "hub.privacy.tasks.purge", "schedule": 3600.0},
    "verify-access-log": {
        "task": "hub.privacy.tasks.verify_access_log",
        "schedule": 86400.0,
    },
}

CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    "global_keyprefix": "hub-celery.",
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 100
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_TIMEZONE = "Europe/Helsinki"
CELERY_TASK_DEFAULT_QUEUE = "upkeep"
