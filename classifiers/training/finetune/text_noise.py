"""Changes to a text that leave its label alone: what people and evaders do, and what must not matter."""

import random
import re

REDACTED = re.compile(r"\[(?:redacted|已删)\]")
PUNCTUATION = set(".,!?;:。，！？、；：…—-\"“”«»„()（）")


def everyday(text: str, rng: random.Random) -> str:
    """Case, punctuation and slips of the finger."""
    kind = rng.random()
    if kind < 0.25:
        return text.lower()
    if kind < 0.32:
        return text.upper()
    if kind < 0.6:
        return "".join(c for c in text if c not in PUNCTUATION)
    letters = list(text)
    for _ in range(max(1, len(letters) // 25)):
        i = rng.randrange(len(letters))
        slip = rng.random()
        if slip < 0.4:
            letters[i] = ""
        elif slip < 0.7 and i + 1 < len(letters):
            letters[i], letters[i + 1] = letters[i + 1], letters[i]
        else:
            letters[i] *= 2
    return "".join(letters)


def without_marks(text: str, rng: random.Random) -> str:
    """A placeholder of the corpus is no sign of anything: outside posts carry none."""
    return REDACTED.sub(lambda match: match[0] if rng.random() < 0.3 else "", text)


class IdentitySwap:
    """Exchanges identity terms for others of the same language, so that none of them carries a score."""

    def __init__(self, terms: dict[str, list[str]]):
        self.terms = terms
        self.patterns = {
            lang: re.compile(
                "|".join(rf"\b{re.escape(t)}\b" if t.isascii() else re.escape(t) for t in sorted(own, key=len, reverse=True)),
                re.IGNORECASE,
            )
            for lang, own in terms.items()
            if own
        }

    def __call__(self, text: str, lang: str, rng: random.Random) -> str:
        pattern = self.patterns.get(lang)
        if pattern is None:
            return text
        return pattern.sub(lambda _: rng.choice(self.terms[lang]), text)
