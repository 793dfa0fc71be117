from django.urls import path

from feedback import views

client_urlpatterns = ([path("feedback/survey/", views.survey, name="survey")], "feedback")
urlpatterns = [path("staff/feedback/", views.staff, name="staff_feedback")]
