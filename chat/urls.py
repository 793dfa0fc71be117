from django.conf import settings
from django.urls import include, path, re_path

from chat.views import (
    about,
    bans,
    calendars,
    consent,
    duty,
    embedding,
    figures,
    files,
    keeping,
    news,
    practice,
    push,
    questions,
    roster,
    visitor,
)

# In every language of the clients; hub.urls puts them under the languages' prefixes.
client_urlpatterns = (
    [
        path("chat/", visitor.page, name="page"),
        path("chat/start/", visitor.start, name="start"),
        path("chat/messages/", visitor.messages, name="messages"),
        path("chat/messages/list/", visitor.listing, name="list"),
        path("chat/embedding/", embedding.page, name="embedding"),
        path("chat/news/<str:ticket>/", news.frame, name="news"),
        path("chat/files/", files.send, name="attach"),
        path("chat/files/fetch/", files.fetch, name="fetch"),
        path("chat/leave/", visitor.leave, name="leave"),
        path("chat/code/", keeping.code, name="code"),
        path("chat/question/", questions.ask, name="ask"),
        path("chat/question/code/", questions.code_file, name="code_file"),
        path("chat/return/", keeping.come_back, name="return"),
        path("chat/copy/", keeping.copy, name="copy"),
        path("chat/delete/", keeping.delete, name="delete"),
        path("chat/consent/", consent.consent, name="consent"),
        path("chat/consent/refuse/", consent.refuse, name="refuse"),
        path("chat/consent/withdraw/", consent.withdraw, name="withdraw"),
        path("chat/exit/", visitor.exit_now, name="exit"),
    ],
    "chat",
)
duty_urlpatterns = (
    [
        path("", duty.room, name="room"),
        path("presence/", duty.presence, name="presence"),
        path("join/", duty.join, name="join"),
        path("alerts/", duty.alerts, name="alerts"),
        path("openings/", duty.openings, name="openings"),
        path("bans/<uuid:public_id>/", bans.propose, name="ban"),
        path("bans/<uuid:public_id>/answer/", bans.answer, name="answer_ban"),
        path("<uuid:public_id>/", duty.shift, name="shift"),
        path("<uuid:public_id>/diary/", duty.write, name="write"),
    ],
    "duty",
)
figures_urlpatterns = (
    [
        path("", figures.period, name="period"),
        path("csv/", figures.period_file, {"kind": "csv"}, name="csv"),
        path("xlsx/", figures.period_file, {"kind": "xlsx"}, name="xlsx"),
        path("<uuid:public_id>/", figures.opening, name="opening"),
        path(
            "<uuid:public_id>/csv/",
            figures.opening_file,
            {"kind": "csv"},
            name="opening_csv",
        ),
        path(
            "<uuid:public_id>/xlsx/",
            figures.opening_file,
            {"kind": "xlsx"},
            name="opening_xlsx",
        ),
    ],
    "figures",
)
roster_urlpatterns = (
    [
        path("", roster.page, name="page"),
        path("absences/", roster.add_absence, name="absences"),
        path(
            "absences/<uuid:public_id>/cancel/",
            roster.cancel_absence,
            name="cancel_absence",
        ),
        path("calendar/", calendars.renew, name="calendar"),
        path("notices/", roster.notices, name="notices"),
        path("notices/<int:number>/dismiss/", roster.dismiss, name="dismiss"),
        path("seats/<uuid:public_id>/withdraw/", roster.withdraw, name="withdraw"),
        path("seats/<uuid:public_id>/remove/", roster.remove, name="remove"),
        path("seats/<uuid:public_id>/swap/", roster.ask_swap, name="ask_swap"),
        path("swaps/<uuid:public_id>/", roster.answer_swap, name="answer_swap"),
        path("<uuid:public_id>/", roster.opening, name="opening"),
        path("<uuid:public_id>/sign-up/", roster.sign_up, name="sign_up"),
        path("<uuid:public_id>/assign/", roster.assign, name="assign"),
    ],
    "roster",
)
# The visitor's own addresses once more, for staff who play the client.
practice_client_urlpatterns = (
    [
        path("", practice.page, name="page"),
        path("start/", practice.start, name="start"),
        path("messages/", practice.messages, name="messages"),
        path("messages/list/", practice.listing, name="list"),
        path("leave/", practice.leave, name="leave"),
        path("code/", practice.code, name="code"),
        path("return/", practice.come_back, name="return"),
        path("copy/", practice.copy, name="copy"),
        path("delete/", practice.delete, name="delete"),
        path("exit/", practice.exit_now, name="exit"),
    ],
    "chat",
)
practice_urlpatterns = (
    [
        path("", practice.listed, name="list"),
        path("open/", practice.open_new, name="open"),
        path("feedback/", practice.feedback, name="feedback"),
        path("seats/<uuid:public_id>/leave/", practice.leave_seat, name="leave_seat"),
        path("<uuid:public_id>/", practice.room, name="room"),
        path("<uuid:public_id>/add/", practice.add, name="add"),
        path("<uuid:public_id>/close/", practice.close, name="close"),
        path("<uuid:public_id>/script/", practice.script, name="script"),
        path("<uuid:public_id>/feedback/", practice.say, name="say"),
    ],
    "practice",
)
push_urlpatterns = (
    [
        path("", push.page, name="page"),
        path("add/", push.add, name="add"),
        path("worker.js", push.worker, name="worker"),
        path("<uuid:public_id>/remove/", push.remove, name="remove"),
    ],
    "push",
)
ABOUT = "|".join(code for code, _ in settings.ABOUT_LANGUAGES)
urlpatterns = [
    re_path(rf"^(?P<language>{ABOUT})/chat/$", about.page, name="chat_about"),
    path("chat/status.json", visitor.status, name="chat_status"),
    path("chat/check.js", embedding.script, name="chat_check"),
    path("chat/frame/", embedding.frame, name="chat_frame"),
    path("chat/embed.js", visitor.embed, name="chat_embed"),
    path("staff/duty/", include(duty_urlpatterns)),
    path("staff/figures/", include(figures_urlpatterns)),
    path("staff/roster/", include(roster_urlpatterns)),
    path(
        "staff/practice/chat/",
        include(practice_client_urlpatterns, namespace="practice_chat"),
    ),
    path("staff/practice/", include(practice_urlpatterns)),
    path("staff/notices/", include(push_urlpatterns)),
    path("roster/<str:token>.ics", calendars.feed, name="roster_calendar"),
]
