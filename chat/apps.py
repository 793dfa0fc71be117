from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "chat"
    label = "chat"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_out

        from chat import checks, receivers, retention, selectors  # noqa: F401 - checks register themselves
        from chat.delivery import SUBSCRIPTION
        from chat.models import Seats
        from chat.transport import ChatTransport
        from hub.conversations import panels, transports
        from hub.conversations.models import Conversation
        from hub.conversations.signals import conversation_moved
        from hub.conversations.sources import register_counter
        from hub.hours.signals import opening_moved
        from hub.hours.sources import register_seating
        from hub.people.signals import presence_changed
        from hub.privacy.sources import register_retention, register_sealed

        panels.register(panels.Panel("chat", "chat/_panel.html", 20, selectors.panel))
        panels.register(panels.Panel("ban", "chat/_ban.html", 90, selectors.ban_panel))
        panels.register_events("bans", selectors.ban_events)
        transports.register(Conversation.Channel.CHAT, ChatTransport())
        register_counter(retention.Facts())
        register_retention(retention.OldNotices())
        register_retention(retention.OldSeats())
        register_seating(Seats())
        opening_moved.connect(receivers.opening_moved)
        presence_changed.connect(receivers.presence_changed)
        conversation_moved.connect(receivers.conversation_moved)
        user_logged_out.connect(receivers.signed_out)
        register_retention(retention.ReturnCodes())
        register_retention(retention.PracticeThreads())
        register_retention(retention.OldPracticeFeedback())
        register_sealed(
            model="chat.PushDevice", field="subscription_sealed", purpose=SUBSCRIPTION
        )
