"""The OAuth server inside Majora, by itself: Django 2.2 with django-oauth-toolkit 1.4.1.

Whoever opens /o/authorize/ is signed in as hoot-lab and has allowed everything, so that a test needs
no pages. /api/… answers as Majora does to a token: 400 with an empty body unless it lives. /state
counts the tokens, /kill takes all of them back.
"""

import json
import sys
import tempfile
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings

CLIENT, SECRET, SCOPES, REDIRECT = sys.argv[1:5]

settings.configure(
    SECRET_KEY="of a test",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": tempfile.mkdtemp() + "/db",
        }
    },
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "oauth2_provider",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        __name__ + ".signed_in",
    ],
    OAUTH2_PROVIDER={
        "SCOPES": {scope: scope for scope in SCOPES.split(" ")},
        "ALLOWED_REDIRECT_URI_SCHEMES": ["http", "https"],
        "ACCESS_TOKEN_EXPIRE_SECONDS": 600,
    },
    USE_TZ=True,
)


def signed_in(get_response):
    def middleware(request):
        from django.contrib.auth.models import User

        if request.path == "/o/authorize/":
            request.user = User.objects.get()
        return get_response(request)

    return middleware


django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import HttpResponse, JsonResponse  # noqa: E402
from django.urls import include, path, re_path  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402
from oauth2_provider.models import AccessToken, Application, RefreshToken  # noqa: E402


@csrf_exempt
def api(request):
    scheme, _, text = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    token = AccessToken.objects.filter(token=text).first()
    if scheme != "Bearer" or token is None or not token.is_valid():
        return HttpResponse(status=400)
    return JsonResponse({"errors": 0, "success": True, "username": token.user.username})


def state(_):
    live = RefreshToken.objects.filter(revoked__isnull=True)
    return JsonResponse(
        {
            "access": AccessToken.objects.count(),
            "refresh": live.count(),
            "issued": RefreshToken.objects.count(),
        }
    )


def kill(_):
    for token in RefreshToken.objects.filter(revoked__isnull=True):
        token.revoke()
    return HttpResponse()


urlpatterns = [
    path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
    re_path("^api/", api),
    path("state", state),
    path("kill", kill),
]


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


call_command("migrate", verbosity=0)
user = User.objects.create_user("hoot-lab")
Application.objects.create(
    user=user,
    client_id=CLIENT,
    client_secret=SECRET,
    client_type=Application.CLIENT_CONFIDENTIAL,
    authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
    redirect_uris=REDIRECT,
    skip_authorization=True,
)
server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
