from hub.people.models import User, WorkerProfile


def public_name(user: User) -> str:
    """Title and first name in the language in use; never the surname, login or e-mail."""
    profile: WorkerProfile | None = getattr(user, "profile", None)
    return profile.public_name if profile else str(user.get_role_display())
