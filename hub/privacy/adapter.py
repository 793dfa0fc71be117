from allauth.mfa.adapter import DefaultMFAAdapter

from hub.privacy.sealing import seal_text, unseal_text

SECOND_FACTOR = "second-factor"


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of a second factor lie sealed."""

    def encrypt(self, text: str) -> str:
        return seal_text(text, purpose=SECOND_FACTOR)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal_text(encrypted_text, purpose=SECOND_FACTOR)
