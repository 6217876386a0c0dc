"""The primer: ten short lessons for people who are new to a social-media plan. One idea, one example, one question.

Source: docs/product.md, A1, and the demands that each lesson names. A lesson's number and name are a public contract:
old messages carry the number, and answers are stored under the name. New ones are added at the end.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType


@dataclass(frozen=True)
class Choice:
    """One answer to a lesson's question, and a sentence or two about why it is right or wrong."""

    text: str
    why: str
    is_right: bool = False


@dataclass(frozen=True)
class Lesson:
    """One idea. `example` is from a made-up business; `demand` is what it teaches, by number (docs/product.md)."""

    number: int
    name: str
    title: str
    idea: str
    example: str
    question: str
    choices: tuple[Choice, Choice, Choice]
    demand: str

    @property
    def right(self) -> int:
        """Return which choice is right, counted from 0."""
        return next(index for index, choice in enumerate(self.choices) if choice.is_right)


# fmt: off
LESSONS: tuple[Lesson, ...] = (
    Lesson(
        1, "goals", "Goals first",
        "Before you choose a network or write a post, say what it is all for. A goal is something that will be "
        "different later: more people who know you, more trust, more sales, fewer questions on the phone. "
        "One goal is enough to begin with. What serves no goal can wait.",
        "A bicycle workshop was about to film its tools every day. Then its owner said what was missing: "
        "customers in winter. So the goal became forty winter check-ups by March. Now each post has one job, "
        "and the films of tools were dropped before anybody had made them.",
        "A florist asks you: what should our first step be?",
        (
            Choice("Open an account on the network that grows fastest",
                "It may grow without your customers. Whether a network fits can be told once you know what for."),
            Choice("Say what should be different in half a year",
                "Every later choice then has something that it can be held against.", is_right=True),
            Choice("Post every day for a month, and see",
                "That is a month of work, and at its end nobody could say whether it helped."),
        ),
        "A2",
    ),
    Lesson(
        2, "measures", "Numbers that you act on",
        "A goal needs a number that shows whether it comes nearer: what is counted, where it stands, where it should "
        "be, and by when. One person reads it, another one judges it. Say beforehand what you would do if it went "
        "wrong. A number that would change nothing is not worth counting.",
        "A dance school counts the trial lessons that are booked on its page: 12 a month now, 25 by June. "
        "If it is under 15 in April, two posts a week turn from pictures of the hall to films of beginners. "
        "That was written down in January, so in April nobody has to argue.",
        "Which number helps a small hotel most?",
        (
            Choice("How many posts were published",
                "That shows that work was done. It does not show what the work brought."),
            Choice("The likes on all posts of a month, taken together",
                "Likes are pleasant. But what would the hotel do differently if they fell?"),
            Choice("Bookings each month that came by the newsletter",
                "It is close to the goal, and when it drops you know where to look.", is_right=True),
        ),
        "A3",
    ),
    Lesson(
        3, "audiences", "Whom you talk to",
        "A text for everybody moves nobody. Describe the people whom you want to reach as if you knew one of them. "
        "What do they do, what do they want, what keeps them from it, what would they ask? Mostly there are two or "
        "three such groups. Each of them gets a message of its own.",
        "A garden centre had one text for all. Then it thought of Rosa, who has her first balcony and fears that "
        "everything will die. And of Karim, who has forty pots around his café. Rosa now gets one easy plant a week. "
        "Karim gets a price list, and a day of delivery.",
        "Which description of an audience is of most use?",
        (
            Choice("Parents who cook after six, and want it done in half an hour",
                "You know when they look, what you could offer them, and in which words.", is_right=True),
            Choice("Women and men from 18 to 65",
                "That is nearly everybody. It does not tell you what to write tomorrow."),
            Choice("People who like good food, and an evening with their friends",
                "Who does not? It leaves out what keeps them from it, and that is where you could help."),
        ),
        "C2",
    ),
    Lesson(
        4, "evidence", "Where they are: look, do not guess",
        "We easily believe that others are where we are ourselves. Look it up instead: ask ten customers, see who "
        "answers you now, and where others in your field have real conversations. Write down what you saw, and when. "
        "Where you know nothing, say so: it is an open question. E-mail counts too. "
        "A letter to people who asked for it often reaches more of them than a network.",
        "A driving school was sure that its pupils were all on one video app. It asked thirty of them at the desk. "
        "Nineteen had come by reviews on a map, eight by a letter to their parents. So it began with those two.",
        "What is good evidence that your audience is on a network?",
        (
            Choice("It is the biggest network in the country, by a long way",
                "Big says nothing about your own people. They may be somewhere small, together."),
            Choice("Twelve of twenty customers said so when we asked",
                "You asked your own people, and can name the number. Twenty are few, and far better than a guess.",
                is_right=True),
            Choice("Our designer spends every evening there",
                "That is one person, and not one of those whom you want to reach."),
        ),
        "C3",
    ),
    Lesson(
        5, "platforms", "Few places, done well",
        "Each place that you feed takes hours, every week. One that went quiet looks worse than one that never began. "
        "So rank them. Primary: your people are there, and you can keep it up. Secondary: only if there is time left. "
        "Parked: not now, and you can say why. Count the hours of all who help before you promise anything.",
        "Two sisters with a bookshop had five accounts, and nine hours a week. Their best conversations came from the "
        "newsletter and from one network for pictures. They kept those two, and said a friendly goodbye on three. "
        "For the first time in a year nothing was late.",
        "A team has six hours a week. Which plan fits?",
        (
            Choice("Four places, with one post a week in each",
                "Four places want four kinds of text. Nobody has time left to answer anyone."),
            Choice("Every place, with the same post copied to all of them",
                "People notice when a text was made for somewhere else, and nobody is there to talk with them."),
            Choice("One place, with three posts and time to answer",
                "Three posts and their conversations fit into six hours, also in a busy week.", is_right=True),
        ),
        "C4",
    ),
    Lesson(
        6, "competitors", "Learn from others, and do not copy them",
        "Others in your field try something every day, and you can watch for nothing. Note who they are, where they "
        "are active, and what gets answers. Then ask two things of each idea: which goal of ours would it serve, and "
        "what is our own twist? What works for them works because of who they are.",
        "A small brewery saw a bigger one get many answers with a quiz about hops. Its own goal was visits to its "
        "yard. So it showed a photo each Friday: which barrel is this? The first five who knew it got a glass, in "
        "the yard. The idea was borrowed, the rest was theirs.",
        "A competitor's comedy clips do very well. What do you do?",
        (
            Choice("Ask which goal a clip would serve, and what only we could show",
                "If you find both, it is your idea by now. If not, you saved yourself the work.", is_right=True),
            Choice("Make the same clips, only faster, before everybody else does",
                "A copy is second by nature, and their humour may not be yours."),
            Choice("Pay no attention to competitors at all",
                "They test things in front of you every day. It would be a pity not to look."),
        ),
        "B2, B8",
    ),
    Lesson(
        7, "positioning", "What you stand for, and how you sound",
        "People follow somebody rather than something. Decide on a stance of your own: what you believe, and what you "
        "like people to talk about with you. It has to be true on a bad day as well. Then agree on a tone, so that "
        "five writers sound like one: what you sound like, and what you never do.",
        "A plumber stands for this: no job is too small, and no question is silly. The tone is calm, a little dry, "
        "never a lecture. Nobody makes fun of what customers had tried before. When somebody asked why a tap sings, "
        "forty people joined in with taps of their own.",
        "Which stance invites people to talk?",
        (
            Choice("We offer quality and service", "Nobody would say the opposite, so there is nothing to talk about."),
            Choice("The best shop far and wide", "People can only nod or disagree. And it is not true on every day."),
            Choice("Mend it first: tell us what you have kept alive",
                "It says what you believe, and everybody has a story about it.", is_right=True),
        ),
        "B3",
    ),
    Lesson(
        8, "calendar", "A calendar that outlives the first weeks",
        "Most accounts go quiet after some weeks, when the first ideas are used up. Two things help. Say in one "
        "sentence for each audience what should stay in their minds. Then put regular posts on a calendar, each with "
        "a day, a time, a place, and one person who does it. Keep ideas in store for a day without one.",
        "A vet wants dog owners to remember this: come early, and it costs less. On Mondays at eight there is a tip "
        "from Dr Okafor, on Thursdays a patient's story. They write three ahead at the beginning of each month. "
        "When Dr Okafor was ill, the posts went out all the same.",
        "What keeps a channel alive when everybody is busy?",
        (
            Choice("Good will, and a reminder in the meeting",
                "Everybody agrees, and so nobody is meant. Good will has no day and no time."),
            Choice("A fixed day, one person for it, and some texts in store",
                "Nobody has to decide anything on a bad day. It is their turn, and the text is there.", is_right=True),
            Choice("A post whenever something comes to mind",
                "It works in good weeks. In busy ones nothing comes to mind, and then the silence lasts."),
        ),
        "C5",
    ),
    Lesson(
        9, "listening", "Listen, and answer",
        "A post begins a conversation. Whoever asks in public waits in public, and others look on. So agree "
        "beforehand who answers, how fast, in which tone, and what is handed up to somebody who may decide. "
        "“I will find out, and write to you by four” is better than silence. And what people say to you is the "
        "cheapest way to learn what they want.",
        "A removal firm answers within three hours on working days. A customer wrote that her mirror was broken. "
        "Twenty minutes later Lena answered by name, asked for a photo, and passed it on, as agreed. "
        "The next day the customer wrote again: broken mirror, good people.",
        "An angry comment comes in at ten in the morning. What comes first?",
        (
            Choice("Take it down before many people see it",
                "Somebody has seen it already. Now there are two things to be angry about."),
            Choice("Wait for the boss, who is back on Thursday",
                "Until Thursday everybody who looks on learns that nobody is there."),
            Choice("Answer soon and calmly, and say who looks into it",
                "You need not know the solution yet. Somebody is there, and that is seen.", is_right=True),
        ),
        "E4",
    ),
    Lesson(
        10, "results", "Give it time, and look every week",
        "Results come slowly, and a single number jumps about. Before there are three, it is too early to tell. "
        "So turn nothing upside down after one bad week. Try one thing at a time, as an experiment: what do we "
        "expect, until when, and which number will show it? Look back together each week: what worked, what did not, "
        "what changes.",
        "An ice-cream café expected more answers to photos of people than to photos of cups. It tried both for four "
        "weeks, twice a week. People won, by nine answers to four. From then on there were people in the calendar, "
        "and an argument was over.",
        "After its first week a new kind of post has done badly. What now?",
        (
            Choice("Keep to the time that you agreed on, and judge then",
                "One week is one number. You said beforehand how long it takes to know.", is_right=True),
            Choice("Stop it today", "Perhaps it rained. You would never know whether it was a bad idea or a bad week."),
            Choice("Change its hour, its text and its picture at once",
                "If it gets better, you do not know which of the three did it."),
        ),
        "C7, A5",
    ),
)
# fmt: on

BY_NAME: Mapping[str, Lesson] = MappingProxyType({lesson.name: lesson for lesson in LESSONS})


def lesson_numbered(number: int) -> Lesson | None:
    """Return the lesson of a number, None where there is no such lesson."""
    return next((lesson for lesson in LESSONS if lesson.number == number), None)


@dataclass(frozen=True)
class Way:
    """A person's progress: their first answers, by lesson, and since when they want one a day (None: they don't)."""

    answers: Mapping[str, int]
    since: datetime | None = None

    @property
    def read(self) -> int:
        """Return how many lessons they read and answered."""
        return sum(lesson.name in self.answers for lesson in LESSONS)

    @property
    def next(self) -> Lesson | None:
        """Return the first lesson that they have not answered yet; None if they answered all of them."""
        return first_beside(self.answers)


def first_beside(done: Container[str]) -> Lesson | None:
    """Return the first lesson whose name is not among some; None if all are."""
    return next((lesson for lesson in LESSONS if lesson.name not in done), None)
