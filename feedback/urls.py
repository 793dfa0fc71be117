from django.urls import path

from feedback import views

app_name = "feedback"
client_urlpatterns = [path("feedback/survey/", views.survey, name="survey")]
urlpatterns = [path("staff/feedback/", views.staff, name="staff")]
