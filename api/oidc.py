"""The office's own sign-on: OpenID Connect, authorization code with PKCE. The only module that imports joserfc.

Protocol: OpenID Connect Core 1.0 (sections 3.1.2, 3.1.3), Discovery 1.0, RFC 7636 (PKCE, S256), RFC 9207 (`iss` in the answer).
Only the issuer in the settings, and the addresses that its own discovery document names, are ever contacted.
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from assistant.errors import SignOnFailed
from assistant.settings import Settings

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

# Signatures by the provider's public key; a shared secret or none at all never passes.
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
_LEEWAY = 60
_SECONDS = 10.0
_LARGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Attempt:
    """One sign-on under way; kept in the browser that began it, and good for that browser only."""

    state: str
    nonce: str
    verifier: str
    to: str


@dataclass(frozen=True, slots=True)
class Provider:
    """The provider that the settings name."""

    issuer: str
    client_id: str
    client_secret: str
    claim: str
    scopes: str
    ca_bundle: str | None = None

    def address(self, attempt: Attempt, back: str) -> str:
        """Where the browser goes to sign in; it comes back to `back`. Raises SignOnFailed."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(attempt.verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": back,
            "scope": self.scopes,
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        endpoint = str(self._discovered()["authorization_endpoint"])
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"

    def identity(self, attempt: Attempt, answer: Mapping[str, str], back: str) -> str:
        """Who signed in, by the provider's answer to `attempt`: the claim that the settings name. Raises SignOnFailed."""
        if not secrets.compare_digest(answer.get("state", ""), attempt.state) or not answer.get("code"):
            raise _failed("the answer does not belong to this browser's request", answer.get("error", ""))
        if answer.get("iss", self.issuer) != self.issuer:
            raise _failed("the answer is another provider's")
        found = self._discovered()
        claims = self._claims(self._token(found, answer["code"], attempt, back), found, attempt)
        said = claims.get(self.claim)
        if not isinstance(said, str) or not said:
            raise _failed(f"the provider does not tell the claim {self.claim}")
        return said

    def _token(self, found: Mapping[str, Any], code: str, attempt: Attempt, back: str) -> str:
        """The ID token for a code; the secret goes by HTTP Basic, or without one the client is public."""
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "code_verifier": attempt.verifier,
        }
        secret = self.client_secret
        if not secret:
            asked["client_id"] = self.client_id
        told = self._json(str(found["token_endpoint"]), asked, (self.client_id, secret) if secret else None)
        if not isinstance(told.get("id_token"), str):
            raise _failed("the provider gave no ID token")
        return str(told["id_token"])

    def _claims(self, token: str, found: Mapping[str, Any], attempt: Attempt) -> Mapping[str, Any]:
        """The claims of an ID token whose signature, issuer, audience, times and nonce are right."""
        from joserfc import jwt
        from joserfc.errors import JoseError

        wanted = jwt.JWTClaimsRegistry(
            leeway=_LEEWAY,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.client_id},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": attempt.nonce},
        )
        try:
            claims: dict[str, Any] = jwt.decode(token, self._keys(found), algorithms=_ALGORITHMS).claims
            wanted.validate(claims)
        except (JoseError, ValueError) as error:
            raise _failed(f"the ID token does not hold: {error}") from error
        # Of several audiences this must be the one that asked.
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != self.client_id:
            raise _failed("the ID token is for another client")
        return claims

    def _keys(self, found: Mapping[str, Any]) -> "KeySet":
        from joserfc.jwk import KeySet

        return KeySet.import_key_set(self._json(str(found["jwks_uri"])))  # type: ignore[arg-type]

    def _discovered(self) -> Mapping[str, Any]:
        """The provider's own description, which must be of the issuer that the settings name."""
        found = self._json(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != self.issuer:
            raise _failed(f"the provider calls itself {found.get('issuer')}")
        missing = [name for name in ("authorization_endpoint", "token_endpoint", "jwks_uri") if name not in found]
        if missing:
            raise _failed(f"the provider does not tell {', '.join(missing)}")
        return found

    def _json(
        self, url: str, form: Mapping[str, str] | None = None, auth: tuple[str, str] | None = None
    ) -> Mapping[str, Any]:
        """What an address of the provider answers; no redirect is followed, no proxy of the environment used."""
        import httpx

        _private(url)
        try:
            with httpx.Client(timeout=_SECONDS, trust_env=False, verify=_trust(self.ca_bundle)) as client:
                answer = (
                    client.get(url)
                    if form is None
                    else client.post(url, data=dict(form), auth=auth or httpx.USE_CLIENT_DEFAULT)
                )
                answer.raise_for_status()
                told = answer.json() if len(answer.content) <= _LARGEST else None
        except (httpx.HTTPError, ValueError) as error:
            raise _failed(f"{urlsplit(url).netloc}: {error}") from error
        if not isinstance(told, dict):
            raise _failed(f"{urlsplit(url).netloc} answers no JSON object")
        return told


def provider_of(settings: Settings) -> Provider | None:
    """The provider that the settings name, or None."""
    if not (settings.oidc_issuer and settings.oidc_client_id):
        return None
    return Provider(
        settings.oidc_issuer,
        settings.oidc_client_id,
        settings.oidc_client_secret or "",
        settings.oidc_claim,
        settings.oidc_scopes,
        settings.oidc_ca_bundle,
    )


def begin(to: str) -> Attempt:
    """A new attempt, after which the browser goes to `to`."""
    return Attempt(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48), to)


def _trust(ca_bundle: str | None) -> Any:
    import ssl

    return ssl.create_default_context(cafile=ca_bundle) if ca_bundle else True


def _private(url: str) -> None:
    """Refuse addresses that others on the way could read; on this machine itself there is no way."""
    from api.gate import is_loopback

    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
        raise _failed(f"{url} is not https")


def _failed(why: str, said: str = "") -> SignOnFailed:
    told = f"{why} ({said})" if said else why
    return SignOnFailed("OIDC", zh=f"统一登录没有完成：{told}", en=f"the single sign-on did not finish: {told}")
