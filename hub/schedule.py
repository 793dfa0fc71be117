"""Which queue carries a task, and what beat starts by itself (seconds)."""

CELERY_TASK_ROUTES = {
    "whatsapp_bridge.tasks.process_webhooks": {"queue": "webhooks"},
    "hub.conversations.tasks.deliver_message": {"queue": "deliveries"},
    "hub.people.tasks.mail_password_link": {"queue": "deliveries"},
    "hub.records.tasks.deliver_export": {"queue": "exports"},
}
CELERY_BEAT_SCHEDULE = {
    "nudge-deliveries": {
        "task": "hub.conversations.tasks.sweep_deliveries",
        "schedule": 15.0,
    },
    "nudge-webhooks": {"task": "whatsapp_bridge.tasks.process_webhooks", "schedule": 10.0},
    "nudge-exports": {"task": "hub.records.tasks.sweep_exports", "schedule": 15.0},
    "generate-openings": {"task": "hub.hours.tasks.generate_openings", "schedule": 3600.0},
    "mix-answers": {"task": "feedback.tasks.mix_answers", "schedule": 300.0},
    "purge": {"task": "hub.privacy.tasks.purge", "schedule": 3600.0},
    "verify-access-log": {
        "task": "hub.privacy.tasks.verify_access_log",
        "schedule": 86400.0,
    },
}
