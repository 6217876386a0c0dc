"""What the words of the strategy's facts meant in versions from before facts had keys. **This module never changes.**

Its words are those of that time: none is added, and none follows a label that is reworded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

# By the kind of an entry: its labels, the key of each, and what kind of thing it names.
_LABELS = """
vision: Vision = text
objective: Level = level; Department = department; What being there brings = brings; Serves = serves > objective
objective: For whom = audience > audience; Served by = served_by; Goals = goals
goal: What it is for = purpose; Objective = objective > objective; Department = department
goal: For whom = audience > audience; By = due; Numbers = measures
measure: How it is read = how; What we would do = if_wrong; Worry line = worry; Start = baseline; Target = target
measure: By = due; How often = cadence; Who reads it = measurer > role; Who judges it = reviewer > role
audience: Roles and titles = titles; What they care about = cares; A persona = persona; Met on = met_on
platform: Priority = priority; Goals = goals > goal; Hours a week = hours; Editorial line = line
platform: Major themes = themes; Kind = kind; Owned, earned or paid = reach; Budget a month = budget
platform: Numbers = measures > measure; Who is met there = met; Regular posts and tasks = slots
evidence: Platform = platform > platform; Audience = audience > audience; Source = source; As of = seen_on
highlight: From = begins; Until = ends; Platform = platform > platform; Goal = goal > goal; What happens = about
positioning: What we stand for = stance; What nobody else can say = unique; How it invites people = invites
positioning: What we sound like = sounds; What we never do = never
competitor: Where they are = where; What works for them = works; What we take from it = lesson
competitor: What we take from it, our own way = tactics
tactic: Goal = goal > goal; Platform = platform > platform; With what = means; Seen at = competitor > competitor
tactic: Our own twist = twist
message: For whom = audience > audience; Platform = platform > platform; Why it can be believed = proof
protocol: What customers expect = expects; Who answers = answers > role; Within hours = within; In what tone = tone
protocol: What is handed up = handed_up; Handed to = handed_to > role; Number that shows it = shown_by > measure
role: What belongs to it = does; Hours a week = hours; Agency = agency; Who does it = holder; Backup = backup
responsibility: Who does it today = today; Who should = should; By = by; Role = keeper > role; Agency = agency
resource: Kind = kind; Where it is = link; Who looks after it = owner > role; What it says = about
signing: In whose name = company; Who approves it = approvers > role; How many of them = rule
signing: Next update = next_update
milestone: By = due; Success looks like = success; Failure looks like = failure; Goal = goal > goal
experiment: From = begins; Until = ends; Number that tells = measure > measure; Verdict = verdict
experiment: What was learnt = learnt
alignment: Where they differ = gaps; Where they agree = agrees; What to do = action
maturity: Planning = planning; People = people; Content = content; Listening = listening; Measuring = measuring
summary: What we want = goals; For whom = audiences; Where = platforms; With whom = roles
loose: Goals without an objective = goals; Marketing objectives that serve no business objective = objectives
unspoken: For whom = audiences
unproven: Platforms = platforms
listening: Regular tasks = slots
slot: Platform = platform > platform; Kind = kind; When = when; Who does it = role > role; Goal = goal > goal
slot: For whom = audience > audience; Message = message; Theme = theme; Kind of content = content_kind
leads: Who leads the plan = leads
learning: Who has begun = begun; Lessons read = lessons
dismissal: About = about > thing; Why it is set aside = reason; By = by; On = on
"""
# By the kind of an entry and the key of a fact: how options were said, and the value of each; how nothing was said.
_OPTIONS = """
objective.level: Business = business; Marketing = marketing
goal.purpose: Build a following = following; Sell = sales; Be known = brand; Show what we stand for = values
goal.purpose: Be trusted = trust; Help customers = service
platform.priority: Primary = primary; Secondary = secondary; Parked = parked
platform.kind: Network = network; Blog = blog; Newsletter or e-mail = newsletter; Website = website; Podcast = podcast
platform.kind: Events = event; Something else = other
platform.reach: Owned = owned; Earned = earned; Paid = paid
responsibility.today: We ourselves = in_house; An agency = agency; Nobody = nobody
responsibility.should: We ourselves = in_house; An agency = agency; Nobody = nobody
resource.kind: Procedure = procedure; Guideline = guideline; Tool = tool; Material = material
signing.rule: One of them is enough = any; All of them have to = all
experiment.verdict: Not known yet = open; It held = held; It did not hold = failed; It cannot be told = unclear
measure.cadence: every week = week; every month = month; every quarter = quarter
measure.baseline: not known yet = none
measure.measurer: nobody yet = none
measure.reviewer: nobody yet = none
measure.worry: none = none
message.audience: everybody = none
message.platform: all = none
slot.kind: Post = publish; Conversation = converse; Listening = listen; Deliverable = deliver
slot.goal: none yet = none
role.holder: nobody yet = none
"""
# Kinds of entries that had a title of ours, the same for all of a kind; and how the other title of ours began.
TITLED = frozenset({"vision", "positioning", "protocol", "leads", "dismissal", "signing"})
LOOKED_AT = "Looked at on "


def _read(table: str) -> Iterator[tuple[str, str, str]]:
    for line in table.strip().splitlines():
        place, _, pairs = line.partition(": ")
        for pair in pairs.split("; "):
            words, _, meant = pair.partition(" = ")
            yield place, words, meant


KEYS: Mapping[tuple[str, str], str] = {
    (kind, label): meant.partition(" > ")[0] for kind, label, meant in _read(_LABELS)
}
# By kind and key: "goal" where a fact names goals, "thing" where it may name any thing.
NAMES: Mapping[tuple[str, str], str] = {
    (kind, key): named for kind, _, meant in _read(_LABELS) for key, arrow, named in [meant.partition(" > ")] if arrow
}
# By kind, key and words.
VALUES: Mapping[tuple[str, str, str], str] = {
    (kind, key, words): value for place, words, value in _read(_OPTIONS) for kind, _, key in [place.partition(".")]
}
