"""A receipt in English, with the Swedish names of what has no English one."""

from typing import Final

from services.consent.domain.receipt_words import causes, givers, withdrawals
from services.consent.domain.receipt_words.phrases import Phrases

_KEEP: Final = (
    " This is your receipt. Keep it. If everything is right you do not have to answer. The consent lifts part of the secrecy "
    "that protects you (chapter 10 section 1 and chapter 12 section 2 of the Public Access to Information and Secrecy Act). It is "
    "not a consent under the General Data Protection Regulation."
)
_SAID: Final = "You said so on"
_STARTS: Final = "It holds from"
_ENDED: Final = "It ended"

ENGLISH: Final = Phrases(
    locale="en",
    language="en",
    titles={
        "givet": "Receipt: your consent is registered",
        "andrat": "Receipt: your consent has been changed",
        "forkortat": "Receipt: your consent has an earlier last day",
        "aterkallat": "Receipt: your withdrawal is registered",
        "utganget": "Receipt: the time of your consent has run out",
        "makulerat": "Receipt: a consent that was registered in error is annulled",
    },
    intros={
        "forkortat": causes.ENGLISH.shortened["samarbetet_avslutat"],
        "aterkallat": (
            "You have withdrawn consent. The service hands out nothing more of what the withdrawal concerns. This is your "
            "receipt. Keep it. If everything is right you do not have to do anything."
        ),
        "utganget": (
            "The last day of your consent has passed. The service hands out nothing more of what it concerned. This is your "
            "receipt. Keep it."
        ),
        "makulerat": (
            "A consent was registered in error and is annulled. That means that the registration is struck out. The service hands "
            "out nothing more on the strength of it. This is not a withdrawal by you. Anything that you have withdrawn stays withdrawn. "
            "This is your receipt. Keep it."
        ),
    },
    keep=_KEEP,
    givers=givers.ENGLISH,
    causes=causes.ENGLISH,
    withdrawn=withdrawals.ENGLISH,
    reference="Case",
    number="Number of the receipt",
    said={
        "forkortat": _SAID,
        "aterkallat": _SAID,
        "utganget": _SAID,
        "makulerat": _SAID,
    },
    received="It was registered",
    effective={
        "givet": _STARTS,
        "andrat": _STARTS,
        "forkortat": "It was changed",
        "aterkallat": _ENDED,
        "utganget": _ENDED,
        "makulerat": _ENDED,
    },
    how="How it was done",
    channels={
        "paper": "signed on paper",
        "oral": "by word of mouth, with a note of what was said",
        "inloggad": "you were logged in and did it yourself",
        "mote": "at a meeting",
        "telefon": "by telephone",
        "videosamtal": "in a video call",
        "brev": "in a letter",
        "epost": "by e-mail",
    },
    taken_in_by="Taken in by",
    text="Version of the text",
    rows_heading="This holds",
    ended_heading="This has ended",
    left_heading="This still holds",
    nothing_ended="What the withdrawal concerns had already ended.",
    nothing_left="No consent holds any longer in the case.",
    struck_at="It was struck out",
    struck_signed="The consent that was struck out was given on",
    still_carried=(
        "Nothing ends by the annulment. What you see here rests on another consent, and holds for as long as that one says."
    ),
    columns=("Who may tell", "Whom", "What", "When"),
    period="From {first} to {last}, both included",
    moment="{day} at {hour}:{minute:02d}",
    categories={
        "identitet": "who you are and how to reach you",
        "handlaggning": "that your case is being handled",
        "forsorjning": "your income (försörjning)",
        "sysselsattning": "your occupation (sysselsättning)",
        "halsa": "your health (hälsa)",
        "arbetsformaga": "your work capacity (arbetsförmåga)",
        "sociala": "your social circumstances (sociala förhållanden)",
        "planer": "plans and support that you have or have had",
        "mote": "what is said and noted at meetings about you",
        "plan": "the joint plan",
        "planoversikt": "an overview of the steps in the plan (planöversikt)",
        "uppfoljning": "the follow-up of the plan",
    },
    exclusions_heading="This must not be shared",
    exclusion="{recipient} must not be told this by {source}: {what}.",
    anyone="anybody",
    own_words=(
        "What must not be shared is also said in words of its own. They stand on the paper that was signed, or in the note of what you "
        "said, and are not copied here."
    ),
    ticks_heading="Other ticks",
    statistics="Counted in follow-up and statistics",
    messages="Text message or e-mail when a message is waiting",
    yes="yes",
    no="no",
    after_heading="What happens now",
    after=(
        "What has already been handed out stays with those who have received it, under their own rules. What has ended does not "
        "begin to hold again by itself. If you want it to hold again, a new signature is needed."
    ),
    withdraw_heading="How to withdraw",
    withdraw=(
        "Call or write to the team, or say so when you meet.",
        "Or tell the case officer at the unit that registered the consent.",
        "You can also log in and do it yourself.",
        "If it is about one party only, you can also tell that party.",
    ),
    meaning=(
        "You can withdraw whenever you want, and you do not have to say why. You can withdraw everything, for one party, or for "
        "one kind of information. Before you withdraw you can find out what it means in your own case."
    ),
    wrong_heading="If something is wrong",
    wrong=(
        "Is something not right? Tell {unit} or the coordinator as soon as you can, and show the receipt. What was registered in "
        "error can be annulled (makuleras). The registration is then struck out, and you get a new receipt."
    ),
    reach_heading="How to reach us",
    team="The team",
    unit="The unit that registered the consent",
    phone="Telephone",
    contact_team="the coordinator of {name}",
    contact_unit="the case officer at {name}",
    waiver=(
        "Waiver of secrecy under chapter 10 section 1 and chapter 12 section 2 of the Public Access to Information and Secrecy Act "
        "(2009:400). It is not a consent under the General Data Protection Regulation."
    ),
    purpose="To assess the referral to Finsamteam, make the joint plan and follow it up.",
    withdrawal_method=(
        "Call, write or say so to the team or to the case officer at the unit that registered the consent, or log in and do it "
        "yourself. If it is about one party only, that party can be told. No reason is needed."
    ),
    rights=(
        "Be told who has received and read information about you.",
        "Ask those who have incorrect information about you to rectify or erase it.",
        "Complain to the Swedish Authority for Privacy Protection (IMY).",
    ),
)
