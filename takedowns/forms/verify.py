#!/usr/bin/env python3
"""Verifies a signed form of Weir, with nothing but Python 3.8 or later: no package, and no line in common with Weir.

    python3 verify.py KEY.pem FORM.json

KEY.pem is the Ed25519 public key that the authority gave you (SPKI PEM). Prints the key id and the SHA-256 of the values and ends
with 0 where the signature holds; says why not and ends with 1 where it does not; ends with 2 where it cannot read a file.

What is signed (RFC 7515, appendix F): the ASCII text `protected` + "." + base64url(canonical JSON of `document`), where canonical
JSON is that of RFC 8785 and the algorithm is EdDSA with Ed25519 (RFC 8037, RFC 8032).
"""
import base64
import hashlib
import json
import re
import sys

# Ed25519 (RFC 8032): the field, the order of the group, and the curve -x^2 + y^2 = 1 + d x^2 y^2.
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SPKI = bytes.fromhex("302a300506032b6570032100")


class Refused(Exception):
    """Why the form is not what the authority signed."""


def x_of(y, sign):
    """The x of a point, or None where no point of the curve has this y."""
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


def point_of(data):
    """A point in extended coordinates (X : Y : Z : T), from its 32 bytes."""
    number = int.from_bytes(data, "little")
    y, sign = number & (2**255 - 1), number >> 255
    x = x_of(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


def add(one, other):
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(factor, point):
    result = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            result = add(result, point)
        point = add(point, point)
        factor >>= 1
    return result


def same(one, other):
    return not ((one[0] * other[2] - other[0] * one[2]) % P or (one[1] * other[2] - other[1] * one[2]) % P)


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = (x_of(BASE_Y, 0), BASE_Y, 1, x_of(BASE_Y, 0) * BASE_Y % P)


def signature_holds(key, message, signature):
    if len(key) != 32 or len(signature) != 64:
        return False
    public, commitment = point_of(key), point_of(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if public is None or commitment is None or scalar >= L:
        return False
    digest = hashlib.sha512(signature[:32] + key + message).digest()
    challenge = int.from_bytes(digest, "little") % L
    return same(times(scalar, BASE), add(commitment, times(challenge, public)))


def canonical(value):
    """Canonical JSON. Forms hold no fractions, so a number is printed as it is."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(canonical(key) + ":" + canonical(value[key]) for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(one) for one in value) + "]"
    if isinstance(value, float):
        raise Refused("the form holds a fraction, which no form has")
    return json.dumps(value, ensure_ascii=False)


def strict(pairs):
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise Refused("a field stands twice, so that two readers could read two things")
    return dict(pairs)


def decoded(text):
    if not re.fullmatch(r"[A-Za-z0-9_-]+", text):
        raise Refused("a part of the signature is not base64url")
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def key_of(pem):
    body = re.search(r"-----BEGIN PUBLIC KEY-----(.+?)-----END PUBLIC KEY-----", pem, re.S)
    der = base64.b64decode("".join(body.group(1).split())) if body else b""
    if len(der) != 44 or not der.startswith(SPKI):
        raise Refused("the key is not an Ed25519 public key in SPKI PEM")
    return der[12:]


def verify(pem, text):
    """The key id and the SHA-256 of the values. Raises Refused."""
    form = json.loads(text, object_pairs_hook=strict)
    if not isinstance(form, dict) or set(form) != {"document", "signature"}:
        raise Refused("the file is not a signed form")
    signature = form["signature"]
    if not isinstance(signature, dict) or set(signature) != {"protected", "signature"}:
        raise Refused("the signature does not have the right shape")
    header = json.loads(decoded(signature["protected"]).decode("utf-8"), object_pairs_hook=strict)
    if header.get("alg") != "EdDSA" or header.get("typ") != "weir-form" or set(header) != {"alg", "kid", "typ"}:
        raise Refused("the header names another algorithm or another kind of file")
    values = canonical(form["document"]).encode("utf-8")
    payload = base64.urlsafe_b64encode(values).rstrip(b"=")
    message = signature["protected"].encode("ascii") + b"." + payload
    if not signature_holds(key_of(pem), message, decoded(signature["signature"])):
        raise Refused("the signature does not hold: the form is not what this key signed")
    return header["kid"], hashlib.sha256(values).hexdigest()


def main():
    if len(sys.argv) != 3:
        print(__doc__)
        return 2
    try:
        with open(sys.argv[1], encoding="utf-8") as file:
            pem = file.read()
        with open(sys.argv[2], encoding="utf-8") as file:
            text = file.read()
    except OSError as error:
        print(f"cannot be read: {error}")
        return 2
    try:
        key_id, digest = verify(pem, text)
    except (Refused, ValueError) as reason:
        print(f"REFUSED: {reason}")
        return 1
    print(f"holds: key {key_id}, values {digest}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
