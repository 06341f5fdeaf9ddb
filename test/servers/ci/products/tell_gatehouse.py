import re
from urllib.parse import quote


def gatehouse_signal(request_id, signal, **about):
    """response.headers["Gatehouse-Signal"] = gatehouse_signal(id, "session", user="42", name="Zoë", two_factor=True)"""
    parameters = {**about, "request": request_id}
    return "; ".join([signal, *(f"{key}={write(value)}" for key, value in parameters.items())])


def write(value):
    """RFC 9651: a Boolean, a String, or a Display String for what is not ASCII."""
    if isinstance(value, bool):
        return "?1" if value else "?0"
    if re.fullmatch(r"[ -~]*", value):
        return '"%s"' % re.sub(r'(["\\])', r"\\\1", value)
    return '%%"%s"' % re.sub("%..", lambda octet: octet[0].lower(), quote(value, safe=""))
