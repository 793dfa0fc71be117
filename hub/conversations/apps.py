from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "hub.conversations"
    label = "conversations"

    def ready(self) -> None:
        from hub.conversations import receivers
        from hub.conversations.retention import ClosedChats
        from hub.people.signals import presence_changed
        from hub.privacy.sources import register_retention, register_sealed

        register_sealed(
            model="conversations.Conversation", field="data_key", purpose="data-key"
        )
        register_sealed(
            model="conversations.Contact", field="name_sealed", purpose="contact-name"
        )
        register_sealed(
            model="conversations.Identity", field="value_sealed", purpose="identity"
        )
        register_retention(ClosedChats())
        presence_changed.connect(receivers.presence_changed)
