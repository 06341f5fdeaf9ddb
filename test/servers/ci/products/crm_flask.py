"""A small product on Flask's own sessions, which are a signed cookie and nothing else. SIGNALS=off: it tells Gatehouse
nothing."""

import os
import secrets

from flask import Flask, redirect, request, session

from serve import serve
from tell_gatehouse import gatehouse_signal

USERS = {"ann": ("Ann Archer", "ann-password"), "zoe": ("Zoë Çelik", "zoe-password")}

app = Flask(__name__)
app.secret_key = "of these tests"


def tell(response, signal, **about):
    request_id = request.headers.get("Gatehouse-Request-Id")
    if request_id is not None and os.environ.get("SIGNALS") != "off":
        response.headers["Gatehouse-Signal"] = gatehouse_signal(request_id, signal, **about)
    return response


@app.after_request
def tell_session(response):
    user = session.get("user")
    if user is None or "Gatehouse-Signal" in response.headers:
        return response
    return tell(response, "session", user=user, name=USERS[user][0])


@app.get("/login")
def login_page():
    return "Log in"


@app.post("/login")
def log_in():
    user = request.form.get("user", "")
    if user not in USERS or USERS[user][1] != request.form.get("password"):
        return "Log in", 401
    session.clear()
    session["user"] = user
    # Without it, two logins of one user in the same second get the same cookie: nobody could tell them apart.
    session["login"] = secrets.token_hex(16)
    return redirect("/dashboard")


@app.get("/dashboard")
def dashboard():
    return f"Dashboard of {session['user']}" if "user" in session else redirect("/login")


@app.post("/password")
def change_password():
    return tell(redirect("/dashboard"), "password-changed", user=session["user"])


@app.post("/logout")
def log_out():
    session.clear()
    return tell(redirect("/login"), "logout")


serve(app)
