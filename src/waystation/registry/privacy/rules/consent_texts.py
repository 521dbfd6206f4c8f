"""Default consent texts, until the office writes its own.

Each says who asks, the purpose, the data, the recipients, the duration, and that refusing or
withdrawing does not affect the help. {recipient} and {fields} are filled in before reading.
"""

from __future__ import annotations

from waystation.foundation.shared.errors import Conflict, Refusal
from waystation.foundation.shared.languages import OWN_NAMES
from waystation.foundation.shared.words import N_

from . import draft_texts

LANGUAGES = OWN_NAMES
DRAFTS = tuple(draft_texts.TEXTS)
"""The languages whose shipped texts nobody who reads them has reviewed."""
SHORTEST, LONGEST = 40, 5000
_EN = (
    "We would like to {purpose}. For this we would use: {fields}. They would be seen by: "
    "{recipient}. Nobody else receives them. You may say no, and you may change your mind at any "
    "time, here or by telephone; then we stop at once. Whatever you decide, you will get the same "
    "help. Do you agree?"
)
_SQ = (
    "Dëshirojmë të {purpose}. Për këtë do të përdornim: {fields}. Do t’i shihte: {recipient}. "
    "Askush tjetër nuk i merr. Mund të thoni jo, dhe mund të ndërroni mendje në çdo kohë, këtu ose "
    "me telefon; atëherë ndalemi menjëherë. Çfarëdo që të vendosni, do të merrni të njëjtën "
    "ndihmë. A pajtoheni?"
)
_SR = (
    "Желимо да {purpose}. За то бисмо користили: {fields}. Видео би их: {recipient}. Нико други их "
    "не добија. Можете рећи не, и можете се предомислити у сваком тренутку, овде или телефоном; "
    "тада одмах престајемо. Шта год одлучите, добићете исту помоћ. Да ли се слажете?"
)
TEXTS = {"en": _EN, "sq": _SQ, "sr": _SR, **draft_texts.TEXTS}
PURPOSES = {
    "registration": {
        "en": "keep a file about you at this office, so that you need not tell everything again",
        "sq": "mbajmë një dosje për ju në këtë zyrë, që të mos keni nevojë të tregoni çdo gjë "
        "përsëri",
        "sr": "водимо досије о вама у овој канцеларији, да не бисте морали све да причате поново",
    },
    "counselling": {
        "en": "write down what we talk about, so that we can help you step by step",
        "sq": "shënojmë atë për të cilën flasim, që t’ju ndihmojmë hap pas hapi",
        "sr": "запишемо о чему разговарамо, да бисмо вам помогли корак по корак",
    },
    "referral": {
        "en": "send your request to another institution that can help you",
        "sq": "dërgojmë kërkesën tuaj te një institucion tjetër që mund t’ju ndihmojë",
        "sr": "пошаљемо ваш захтев другој установи која вам може помоћи",
    },
    "employment": {
        "en": "look for work or training that fits you",
        "sq": "kërkojmë punë ose trajnim që ju përshtatet",
        "sr": "потражимо посао или обуку који вам одговарају",
    },
    "matching": {
        "en": "keep a profile of what you can do and match it with vacancies and training; an "
        "employer learns who you are only if you agree again",
        "sq": "mbajmë një profil të asaj që dini të bëni dhe ta përputhim me vende të lira pune "
        "dhe trajnime; punëdhënësi mëson se kush jeni vetëm nëse pajtoheni përsëri",
        "sr": "водимо профил онога што умете да радите и упоређујемо га са слободним радним "
        "местима и обукама; послодавац сазнаје ко сте само ако се поново сложите",
    },
    "return": {
        "en": "prepare your return and your start there",
        "sq": "përgatisim kthimin tuaj dhe fillimin tuaj atje",
        "sr": "припремимо ваш повратак и почетак тамо",
    },
    "statistics": {
        "en": "ask you questions whose answers are only counted together with those of others",
        "sq": "ju bëjmë pyetje, përgjigjet e të cilave vetëm numërohen bashkë me ato të të tjerëve",
        "sr": "поставимо вам питања чији се одговори само броје заједно са одговорима других",
    },
    "follow_up": {
        "en": "contact you again, to hear how things went",
        "sq": "ju kontaktojmë përsëri, për të dëgjuar si shkuan gjërat",
        "sr": "поново ступимо у везу с вама, да чујемо како је прошло",
    },
}


# What is read out in place of a name that is not chosen yet.
UNFILLED = {
    "en": ("[the data ticked below]", "[the recipient named below]"),
    "sq": ("[të dhënat e shënuara më poshtë]", "[marrësi i shënuar më poshtë]"),
    "sr": ("[подаци означени испод]", "[прималац наведен испод]"),
    **draft_texts.UNFILLED,
}


def fill_text(text: str, language: str, fields: str = "", recipient: str = "") -> str:
    """Return a text with the fields and the recipient in it, or with where they are chosen."""
    unfilled = UNFILLED.get(language, UNFILLED["en"])
    text = text.replace("{fields}", fields or unfilled[0])
    return text.replace("{recipient}", recipient or unfilled[1])


def shipped_text(purpose: str, language: str) -> tuple[str, str] | None:
    """Return the text we ship for a purpose and its language: the one asked for, or English."""
    words = PURPOSES.get(purpose)
    if words is None:
        return None
    found = language if language in TEXTS else "en"
    words = words | draft_texts.PURPOSES[purpose]
    return TEXTS[found].replace("{purpose}", words[found]), found


def is_unreviewed(purpose: str, language: str, text: str) -> bool:
    """Return whether this is a shipped translation that nobody who reads it has reviewed."""
    return language in draft_texts.TEXTS and (text, language) == shipped_text(purpose, language)


def refusal_of_version(seen: int, number: int) -> Conflict | None:
    """Refuse a new wording whose editor read an older version than the newest."""
    if seen == number:
        return None
    return Conflict(
        N_(
            "Version {number} has been saved in the meantime. Compare it with your "
            "text, then save again."
        ),
        code="newer_version",
        number=number,
    )


def refusal_of_text(purpose: str, language: str, text: str) -> Refusal | None:
    """Return why this cannot be read out to people: for no known purpose, or of a wrong length."""
    if shipped_text(purpose, language) is None:
        return Refusal(
            N_("Choose one of the list."), field="purpose", code="consent_purpose_unknown"
        )
    if SHORTEST <= len(text) <= LONGEST:
        return None
    return Refusal(
        N_("Write between 40 and {most} letters: who asks, what for, and that a no is fine."),
        field="text",
        code="consent_text_length",
        most=LONGEST,
    )
