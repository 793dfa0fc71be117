from django.urls import path

from hub.conversations.views import (
    attachments,
    emergencies,
    handover,
    inbox,
    subjects,
    themes,
    thread,
)

app_name = "console"
urlpatterns = [
    path("staff/inbox/", inbox.inbox, name="inbox"),
    path("staff/waiting/", inbox.waiting, name="waiting"),
    path("staff/offers/", inbox.offers, name="offers"),
    path("staff/calls/", emergencies.calls, name="calls"),
    path("admin/emergency/", emergencies.numbers, name="numbers"),
    path("staff/c/<uuid:public_id>/", thread.thread, name="thread"),
    path("staff/c/<uuid:public_id>/take/", thread.take, name="take"),
    path("staff/c/<uuid:public_id>/reply/", thread.reply, name="reply"),
    path("staff/c/<uuid:public_id>/close/", thread.close, name="close"),
    path("staff/c/<uuid:public_id>/deliveries/<int:seq>/", thread.resolve, name="resolve"),
    path("staff/c/<uuid:public_id>/files/", attachments.send, name="attach"),
    path("staff/c/<uuid:public_id>/files/<int:seq>/", attachments.file, name="file"),
    path("staff/c/<uuid:public_id>/files/<int:seq>/card/", attachments.card, name="card"),
    path(
        "staff/c/<uuid:public_id>/files/<int:seq>/preview/",
        attachments.preview,
        name="preview",
    ),
    path("admin/attachments/", attachments.switch, name="attachments"),
    path("staff/c/<uuid:public_id>/subjects/", subjects.subjects, name="subjects"),
    path("staff/c/<uuid:public_id>/subjects/set/", subjects.put, name="put"),
    path("staff/c/<uuid:public_id>/emergency/", emergencies.card, name="emergency"),
    path("staff/c/<uuid:public_id>/emergency/call/", emergencies.call, name="call"),
    path("staff/c/<uuid:public_id>/emergency/answer/", emergencies.answer, name="answer"),
    path("staff/c/<uuid:public_id>/emergency/over/", emergencies.over, name="over"),
    path(
        "staff/c/<uuid:public_id>/emergency/say/<slug:name>/",
        emergencies.say,
        name="say",
    ),
    path("staff/c/<uuid:public_id>/acts/<slug:name>/", handover.act, name="act"),
    path("staff/c/<uuid:public_id>/handover/", handover.offer, name="offer"),
    path("staff/c/<uuid:public_id>/handover/accept/", handover.accept, name="accept"),
    path("staff/c/<uuid:public_id>/handover/refuse/", handover.refuse, name="refuse"),
    path("staff/c/<uuid:public_id>/handover/withdraw/", handover.withdraw, name="withdraw"),
    path("admin/themes/", themes.listing, name="themes"),
    path("admin/themes/new/", themes.add, name="add_theme"),
    path("admin/themes/<slug:slug>/", themes.change, name="change_theme"),
]
