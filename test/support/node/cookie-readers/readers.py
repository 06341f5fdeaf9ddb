"""A JSON list of Cookie headers in; what each parser that is installed makes of each one out.

Headers arrive as WSGI hands them over: every byte one character."""

import json
import sys
from http.cookies import CookieError, SimpleCookie


def read_python(header):
    try:
        return {
            name: morsel.value.encode("latin-1").decode("utf-8", "replace")
            for name, morsel in SimpleCookie(header).items()
        }
    except CookieError:
        return {}


readers = {"python": read_python}

try:
    from django.http.cookie import parse_cookie as django_parse

    # Django reads WSGI's bytes as UTF-8 first (get_str_from_wsgi).
    readers["django"] = lambda header: django_parse(header.encode("latin-1").decode("utf-8", "replace"))
except ImportError:
    pass

try:
    from werkzeug.http import parse_cookie as werkzeug_parse

    def read_werkzeug(header):
        try:
            return werkzeug_parse({"HTTP_COOKIE": header}).to_dict(flat=False)
        except UnicodeDecodeError:
            # From Werkzeug 2.3 on, a header that is not UTF-8 ends the request: a product reads nothing of it.
            return {}

    readers["werkzeug"] = read_werkzeug
except ImportError:
    pass

headers = json.load(sys.stdin)
json.dump({name: [read(header) for header in headers] for name, read in readers.items()}, sys.stdout)
