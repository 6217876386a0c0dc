"""Positioning and messages, competitors, tactics, and how people are answered."""

from __future__ import annotations

from decimal import Decimal

from bot.domain.audiences import KeyMessage
from bot.domain.competitors import Competitor, Tactic
from bot.domain.customers import MOST_HOURS, Protocol
from bot.domain.positioning import Positioning
from bot.schema.shape import Chapter, Concept, Field, Lack

# A field is written in rows: its name and question, an example and help, then the rest.
# fmt: off
MARKET = (
    Concept(
        "positioning", "positioning", "positioning", "positioning", Positioning,
        (
            Field(
                "stance", "text", "What we stand for", "What do you stand for, in public?",
                "Bread takes time. We show the time that it takes.",
                "A stance that invites people to talk, and that you can keep.",
                "B3", required=True, needed_for="sounding like somebody",
            ),
            Field(
                "unique", "text", "What nobody else can say", "What can nobody else say?",
                "The only bakery in town with a wood-fired oven", "What sets you apart, and is true.",
                "B3", needed_for="being told apart from others",
                lack=Lack(140, "Nothing says yet what only you can say."),
            ),
            Field(
                "invites", "text", "How it invites people", "How do you invite people to talk?",
                "We ask what they bake at home, and try it", "Something that people want to answer.",
                "B3", needed_for="starting conversations",
                lack=Lack(145, "Nothing says yet how you invite people to talk."),
            ),
            Field(
                "sounds", "text", "What we sound like", "What do you sound like?",
                "Warm, dry, awake early", "Three words can be enough.",
                "B3", needed_for="writing in one voice, whoever writes",
                lack=Lack(150, "Nothing says yet what you sound like."),
            ),
            Field(
                "never", "text", "What we never do", "What do you never do?",
                "We never speak ill of others, and never use stock photos", "What everybody who writes has to know.",
                "B3", needed_for="making sure that nobody does it by mistake",
                lack=Lack(160, "Nothing says yet what you never do."),
            ),
        ),
        "lead", ("B3",), "What we stand for, and what we sound like.",
        Chapter(
            100, "positioning", "Positioning and tone",
            "The positioning is still open: what we stand for, and how we sound.", entry="Our stance",
        ), single=True,
        lacks=(Lack(130, "Nothing says yet what you stand for."),),
    ),
    Concept(
        "competitor", "competitors", "competitor", "competitors", Competitor,
        (
            Field(
                "name", "line", "Competitor", "Who else speaks to the same people?",
                "The bakery at the station", "Somebody whose followers could be yours.",
                "B2", required=True, needed_for="knowing what others do",
            ),
            Field(
                "where", "list", "Where they are", "Where are they?",
                "Instagram, Facebook", "Platforms, with commas between them.",
                "B2", needed_for="seeing which platforms are worth considering",
                lack=Lack(290, "Nothing says yet where {} is to be found.", "Where is {} to be found?"),
            ),
            Field(
                "works", "text", "What works for them", "What works for them?",
                "Their Saturday live stream", "What gets answers, not what gets money.",
                "B2", needed_for="learning from them",
                lack=Lack(300, "Nothing says yet what works for {}.", "What works for {}?"),
            ),
            Field(
                "lesson", "text", "What we take from it", "What do you take from that?",
                "People like to see who bakes", "An idea, not a copy. `/beat tactic` keeps it with your own twist.",
                "B2", asked=False,
            ),
        ),
        "lead", ("B2",), "Who else speaks to the same people.",
        Chapter(
            110, "competitors", "Competitors",
            "No competitor is written down yet: who else speaks to these people.",
        ),
        lacks=(Lack(280, "Nobody looked yet at who else speaks to the same people."),),
    ),
    Concept(
        "tactic", "tactics", "tactic", "tactics", Tactic,
        (
            Field(
                "text", "text", "Tactic", "How will you go about it? One clear statement.",
                "Every Friday one minute from the bakery at five in the morning",
                "What is done, so that a goal is reached.",
                "A4", required=True, needed_for="knowing how it is carried out",
            ),
            Field(
                "goal", "one", "Goal", "Which goal does it serve?",
                "1,000 Instagram followers", "One of the goals of this plan.",
                "A4", of="goal", needed_for="not putting the cart before the horse",
                lack=Lack(20, "{} serves no goal yet.", "Which goal does {} serve?"),
            ),
            Field(
                "platform", "one", "Platform", "On which platform?",
                "Instagram", "One of the platforms of this plan, or a new one.", "A4", of="platform",
            ),
            Field(
                "means", "text", "With what", "With which means, your own and others'?",
                "A phone and a tripod; two hours; no agency", "People, hours, money, tools.",
                "A4", needed_for="knowing whether it can be done",
                lack=Lack(270, "{} has no means yet.", "With which means do you do {}, your own and others'?"),
            ),
            Field(
                "competitor", "one", "Seen at", "Did you see it at a competitor? At which?",
                "The bakery at the station", "One of the competitors of this plan. Skip it if it is your own.",
                "B8", of="competitor", asked=False,
            ),
            Field(
                "twist", "text", "Our own twist", "What is your own twist on it?",
                "Not the shop, but the baker's hands", "What others do well need not do well for you. Make it yours.",
                "B8", asked=False,
            ),
        ),
        "lead", ("A4", "B8"), "How it is carried out.",
        Chapter(120, "tactics", "Tactics", "No tactic is written down yet: how the goals are to be reached."),
        lacks=(Lack(260, "Nothing says yet how you go about it."),),
    ),
    Concept(
        "message", "messages", "message", "messages", KeyMessage,
        (
            Field(
                "text", "text", "Message", "What should people remember?",
                "Good bread takes a night", "One sentence that everything else can point at.",
                "C5", required=True, needed_for="saying one thing, and not many",
            ),
            Field(
                "audience", "one", "For whom", "Which audience is it for?",
                "people who live near the bakery", "One of the audiences of this plan, or a new one.",
                "C5", of="audience", needed_for="telling each audience something of its own",
                lack=Lack(2, "{} is for nobody in particular yet.", "Which audience is {} for?", kind="message"),
            ),
            Field(
                "platform", "one", "Platform", "On which platform? Skip it if it is for all.",
                "Instagram", "One of the platforms of this plan, or a new one.", "C5", of="platform",
            ),
            Field(
                "proof", "text", "Why it can be believed", "Why should they believe it?",
                "Our dough rests for fourteen hours", "A fact, a number, somebody who says so.", "C5", asked=False,
            ),
        ),
        "lead", ("C5",), "What an audience is to remember.",
        Chapter(
            90, "messages", "Messages, by audience and platform",
            "No message is written down yet: what people are to remember.",
        ),
        lacks=(
            Lack(1, "There is no message yet. What should people remember?", kind="message"),
            Lack(
                1, "There is no message for {} yet.", "What should {} remember?",
                why="telling each audience something of its own", kind="message", by="audience",
            ),
        ),
    ),
    Concept(
        "protocol", "protocol", "way of answering", "way of answering", Protocol,
        (
            Field(
                "expects", "text", "What customers expect", "What do your customers expect of you? One statement.",
                "A friendly answer on the same day", "From their side, in their words.",
                "E4", required=True, needed_for="answering people as they expect it",
            ),
            Field(
                "answers", "one", "Who answers", "Which role answers?",
                "Community", "One of the roles of this plan.",
                "E4", of="role", needed_for="making sure that somebody answers at all",
                lack=Lack(340, "Nothing says yet who answers."),
            ),
            Field(
                "within", "number", "Within hours", "Within how many hours?",
                "4", "Working hours. Half an hour is 0.5.",
                "E4", least=Decimal("0.1"), most=MOST_HOURS, needed_for="knowing when an answer is late",
                lack=Lack(350, "Nothing says yet how fast people are answered."),
            ),
            Field(
                "tone", "text", "In what tone", "In what tone?",
                "By first name, short, never from a template", "So that several people answer in one voice.",
                "E4", needed_for="answering in one voice, whoever answers",
                lack=Lack(360, "Nothing says yet in what tone people are answered."),
            ),
            Field(
                "handed_up", "text", "What is handed up", "What is not answered alone?",
                "Allergies, accidents, and the press", "Whatever could do damage.",
                "E4", needed_for="leaving nobody alone with something grave",
                lack=Lack(370, "Nothing says yet what is not answered alone."),
            ),
            Field(
                "handed_to", "one", "Handed to", "To which role is it handed up?",
                "Lead", "One of the roles of this plan.", "E4", of="role",
            ),
            Field(
                "shown_by", "one", "Number that shows it", "Which number, or rating, shows whether you live up to it?",
                "How content customers are", "A goal with a rating from 1 to 5 will do.",
                "E4", of="measure", asked=False, needed_for="knowing whether you live up to it",
                lack=Lack(380, "No number shows yet whether you answer as people expect."),
            ),
        ),
        "lead", ("E4",), "How people are listened to and answered.",
        Chapter(
            180, "answering", "Listening and answering",
            "The way of answering is still open: who answers, how fast, in what tone.", entry="How we answer",
        ), single=True,
        lacks=(Lack(330, "Nothing says yet how people are answered."),),
    ),
)
