"""A small product on Django's own login and sessions, which are in its database. SIGNALS=off: it tells Gatehouse
nothing."""

import os
import tempfile

import django
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path

from serve import serve
from tell_gatehouse import gatehouse_signal

USERS = {"ann": ("Ann", "Archer", "ann-password"), "zoe": ("Zoë", "Çelik", "zoe-password")}


def tell(request, response, signal, **about):
    request_id = request.headers.get("Gatehouse-Request-Id")
    if request_id is not None and os.environ.get("SIGNALS") != "off":
        response["Gatehouse-Signal"] = gatehouse_signal(request_id, signal, **about)
    return response


def tell_session(get_response):
    """A middleware: whose session it is, on each answer to somebody who is logged in."""

    def middleware(request):
        response = get_response(request)
        user = request.user
        if not user.is_authenticated or response.has_header("Gatehouse-Signal"):
            return response
        return tell(request, response, "session", user=user.get_username(), name=user.get_full_name())

    return middleware


def login(request):
    from django.contrib.auth import authenticate, login

    if request.method != "POST":
        return HttpResponse("Log in")
    user = authenticate(request, username=request.POST.get("user"), password=request.POST.get("password"))
    if user is None:
        return HttpResponse("Log in", status=401)
    login(request, user)
    return HttpResponseRedirect("/dashboard")


def dashboard(request):
    if not request.user.is_authenticated:
        return HttpResponseRedirect("/login")
    return HttpResponse(f"Dashboard of {request.user.get_username()}")


def password(request):
    from django.contrib.auth import update_session_auth_hash

    request.user.set_password(USERS[request.user.get_username()][2])
    request.user.save()
    # Django logs out the user's other sessions by itself, and would log out this one.
    update_session_auth_hash(request, request.user)
    return tell(request, HttpResponseRedirect("/dashboard"), "password-changed", user=request.user.get_username())


def logout(request):
    from django.contrib.auth import logout

    logout(request)
    return tell(request, HttpResponseRedirect("/login"), "logout")


urlpatterns = [
    path("login", login),
    path("dashboard", dashboard),
    path("password", password),
    path("logout", logout),
]


def main(folder):
    settings.configure(
        SECRET_KEY="of these tests",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": f"{folder}/crm.sqlite3",
                # Seconds that a request waits for another one's write.
                "OPTIONS": {"timeout": 30},
            }
        },
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions"],
        # Quick to compute: nobody's secret is in a test.
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            f"{__name__}.tell_session",
        ],
    )
    django.setup()

    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application

    call_command("migrate", verbosity=0)
    for name, (first, last, secret) in USERS.items():
        User.objects.create_user(name, password=secret, first_name=first, last_name=last)
    serve(get_wsgi_application())


with tempfile.TemporaryDirectory() as folder:
    main(folder)
