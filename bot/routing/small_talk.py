"""Greetings, thanks, the wish to see the working, and attempts to get round the rules: recognised by their words alone."""

# ruff: noqa: E501 - one pattern a line
from __future__ import annotations

import re

from bot.routing.normal import fold
from bot.routing.understanding import Intent

_TALK = re.compile(
    r"^\s*(?:(?:hi|hello|hey|hiya|howdy|good (?:morning|afternoon|evening|day)|morning|moin|hallo|servus|guten (?:tag|morgen|abend)|bonjour|salut|bonsoir|hola|buenos dias|buenas(?: tardes)?|"
    r"thanks?|thank you|thx|ty|cheers|ta|danke(?: schon| sehr)?|vielen dank|merci(?: beaucoup)?|gracias|muchas gracias|much appreciated|great|perfect|nice(?: one)?|cool|awesome|brilliant|lovely|super|good bot|well done|"
    r"got it|understood|ok thanks|bye|goodbye|see you|that's all|that is all|have a nice (?:day|weekend)|tschuss|au revoir|adios)"
    r"(?:\s+(?:kam|bot|there|all|everyone|mate|again|so much|very much|a lot|a million|team|buddy|much|for that|for the help|for your help|that helps|that helped|that was helpful|my friend))*[\s,.!:)👍🙏]*)+$"
)
_ROUND = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass|circumvent|skip|disable|switch off|turn off|get around|get round|drop)\b.{0,40}\b(?:rules?|instructions?|restrictions?|permissions?|access|filters?|policy|policies|safety|limits?|prompt|guard\w*)|"
    r"\bsystem prompt\b|\bpretend (?:to be|you are|i am|that i)|\bact as (?:an? )?(?:admin|root|manager|developer|system)|\bi am (?:now )?(?:the |an? )?(?:admin|administrator|developer|root)\b|\bdeveloper mode\b|\bjailbreak|"
    r"\b(?:ignoriere|vergiss)\b.{0,40}\b(?:regeln|anweisungen|vorgaben)|\b(?:ignore|oublie)\b.{0,40}\b(?:regles|consignes|instructions)|\b(?:ignora|olvida)\b.{0,40}\b(?:reglas|instrucciones)|"
    r"\bnobody will know\b|\bdan mode\b|\bsudo\b|\bgrant me\b|\bmake me (?:an? )?(?:admin|manager)"
)


_WORKING = re.compile(
    r"^\s*(?:(?:and|but|ok|please|can you|could you|pls|hm+|so|bitte)[\s,]+)*(?:show (?:me )?(?:the |your )?(?:working|workings|math|maths|calculation|formula|sources?|steps|numbers behind (?:it|that))|"
    r"how (?:did you|do you|was that|is that|was it|is it|'s that|s that) (?:get|calculate|work|arrive|compute|reach|come)\w*.{0,30}|how(?:'s| is| was) (?:that|it|this) (?:calculated|computed|worked out|made up)|"
    r"walk me through (?:it|that|this|the (?:calculation|numbers|math))|where (?:did|does|do) (?:you get|that|this|those|the|it).{0,30}from|prove it|(?:zeig (?:mir )?(?:den |mal den )?)?rechenweg|"
    r"wie (?:kommst|kommen) (?:du|sie) (?:darauf|drauf|auf (?:das|dies|den|die).{0,20})|comment (?:tu )?as-tu calcule.{0,20}|comment as-tu trouve.{0,20}|d'ou (?:sort|vient).{0,25}|muestrame el calculo|de donde sale.{0,20}|formula|receipt|"
    r"the math|working|workings)(?:[\s,]+(?:please|pls|bitte|then|again|svp|por favor))?[\s?!.]*$"
)


def reply(text: str) -> Intent | None:
    """Help, for a message that is only a greeting or thanks; the working, for one that only asks for that."""
    folded = fold(text)
    if _TALK.match(folded):
        return Intent("help")
    return Intent("explain") if _WORKING.match(folded) else None


def gets_round(folded: str) -> bool:
    """Whether a text tries to get round access."""
    return _ROUND.search(folded) is not None
