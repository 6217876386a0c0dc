from tests.stories.cast import Person, Story
def show(story):
    story.read()
    for t in story.told:
        if not t.seen: print("TOLD", next((p.name for p in story.people.values() if p.id==t.to), None), story.office.server.workspace.channels[t.channel].name or t.channel, "GONE" if t.gone else "", "\n"+t.text, "\n---")
    story.forget()
async def test_c(plan: Story, ana: Person, ben, cho, dee):
    print(await ana.types("/beat role Newsletter editor @cho, backup @ben")); show(plan)
    print("SAVE", await ana.last(ana.home, ana.thread))
    print(await ana.types("/beat slot Behind the counter on Facebook, Tue and Sat 8:30, Facebook editor @cho")); show(plan)
    print("SAVE", await ana.last(ana.home, ana.thread))
    await ana.presses_in_thread("Save"); show(plan)
    await plan.until("2026-03-31 02:00"); show(plan)
    await cho.presses("Accept"); show(plan)
    print("LAST", await cho.last("@drumbeat"))
    await cho.presses("Change the hour"); 
    print(await cho.fills_in({"When may your digest come?": "07:15"})); show(plan)
    print("LAST", await cho.last("@drumbeat"))
    await plan.until("2026-03-31 12:00"); show(plan)
    await plan.until("2026-04-01 02:00"); show(plan)
    assert 0
