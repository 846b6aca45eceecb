"""Home tab, forms, shortcuts, thumbs and dropped files, over both transports."""

from __future__ import annotations

from sqlmodel import select

from store.tables import Feedback, Person, Review, SlackLink
from tests.doubles.slack import shown_text
from tests.handlers.world import SECRET, World


def test_the_home_tab_shows_my_own_and_keeps_my_choices(world: World) -> None:
    kim = world.user("k1")
    world.slack.opens_home(kim).ack()
    home = world.slack.wait_until(lambda: world.slack.home(kim))
    assert "Hello Kim" in shown_text(home)
    assert "My reviews" in shown_text(home)
    world.slack.clicks(kim, home, "setting:digest", "off").ack()
    world.slack.clicks(kim, home, "setting:start", "10:30").ack()
    world.settle()
    with world.database.read() as session:
        person = session.get(Person, "k1")
        assert person is not None
        assert (person.wants_digest, person.work_start) == (False, "10:30")
    again = world.slack.home(kim)
    assert again is not None
    assert "From 10:30" in str(again)
    world.slack.clicks(kim, again, "ask:0").ack()
    world.settle()
    assert world.script.begun == ["which of my reviews are due?"]


def test_the_home_tab_of_a_stranger_says_why_it_is_empty(world: World) -> None:
    una = world.slack.add_user("Una Linked", email="una@elsewhere.example")
    world.slack.opens_home(una).ack()
    home = world.slack.wait_until(lambda: world.slack.home(una))
    assert "I don't know you yet: your Slack address una@elsewhere.example" in shown_text(home)


def test_opening_the_conversation_brings_prompts_and_one_welcome(world: World) -> None:
    kim = world.user("k1")
    for _ in range(2):
        world.slack.opens_home(kim, tab="messages").ack()
        world.settle()
    prompts = world.slack.prompts(kim)
    assert prompts is not None
    assert len(prompts["prompts"]) == 4
    assert [m["text"][:9] for m in world.slack.messages(kim)] == ["Hello Kim"]
    with world.database.read() as session:
        link = session.get(SlackLink, (world.slack.workspace.team_id, kim.id))
        assert link is not None
        assert link.person_id == "k1"


def test_a_review_is_logged_with_a_form(world: World) -> None:
    kim = world.user("k1")
    world.slack.command(kim, "/kam", "log").ack()
    view = world.slack.wait_until(lambda: world.slack.views(kim))[0]
    found = world.slack.suggests(kim, view, "account", "bikes").ack().body
    assert isinstance(found, dict)
    assert [one["text"]["text"] for one in found["options"]] == ["North Bikes"]  # none of her colleagues'
    world.slack.submits(view, {"account": "a1", "date": "2026-11-20", "notes": "needs: faster delivery"}).ack()
    world.slack.wait_for_message(kim, "Done:")
    world.settle()
    with world.database.read() as session:
        held = session.scalars(select(Review).where(Review.account_id == "a1")).all()
    assert [one.logged_by for one in held if one.held] == ["k1"]


def test_a_form_filled_with_somebody_elses_account_writes_nothing(world: World) -> None:
    kim = world.user("k1")
    world.slack.command(kim, "/kam", "log").ack()
    view = world.slack.wait_until(lambda: world.slack.views(kim))[0]
    world.slack.submits(view, {"account": "a2", "date": "2026-11-20"}).ack()
    world.slack.wait_for_message(kim, "I can't show")
    world.settle()
    with world.database.read() as session:
        assert session.scalars(select(Review)).all() == []


def test_every_form_opens(world: World) -> None:
    from bot.handlers.forms import FORMS

    kim = world.user("k1")
    for word in FORMS:
        world.slack.command(kim, "/kam", word).ack()
        view = world.slack.wait_until(lambda: world.slack.views(kim))[0]
        assert view["callback_id"] == f"form:{word}"
        world.slack.closes(view)
    assert world.slack.warnings == []


def test_a_message_becomes_an_action_and_a_question_is_asked_from_anywhere(world: World) -> None:
    kim = world.user("k1")
    channel = world.channel("team", "k1")
    said = world.slack.says(kim, "send the price list <@U0XYZ> &amp; call", channel=channel)
    world.slack.shortcut(kim, "add_as_action", said.message).ack()
    view = world.slack.wait_until(lambda: world.slack.views(kim))[0]
    assert "send the price list somebody & call" in str(view)
    world.slack.closes(view)
    world.slack.shortcut(kim, "ask_kam").ack()
    view = world.slack.wait_until(lambda: world.slack.views(kim))[0]
    world.slack.submits(view, {"question": "profit of North Bikes"}).ack()
    world.slack.wait_for_message(kim, SECRET)


def test_a_thumb_is_kept_and_the_last_one_counts(world: World) -> None:
    kim = world.user("k1")
    act = world.slack.says(kim, "profit of North Bikes")
    answer = world.slack.wait_for_message(kim, SECRET, thread_ts=act.ts)
    world.slack.clicks(kim, answer, "feedback", "Good answer").ack()
    world.settle()
    world.slack.clicks(kim, answer, "feedback", "Bad answer").ack()
    view = world.slack.wait_until(lambda: world.slack.views(kim))[0]
    world.slack.submits(view, {"verdict": "down", "reason": "freight is missing"}).ack()
    world.settle()
    with world.database.read() as session:
        kept = session.scalars(select(Feedback)).all()
    assert [(one.person_id, one.verdict, one.reason, one.route) for one in kept] == [
        ("k1", "down", "freight is missing", "account_profitability")
    ]


PEOPLE_FILE = b"id,name,email,role\nn1,New One,n1@example.com,kam\n"


def test_a_dropped_file_is_reported_first_and_imported_on_a_yes(world: World) -> None:
    hana = world.user("h1")
    act = world.slack.says(hana, "new people", files=[("people.csv", PEOPLE_FILE)])
    report = world.slack.wait_for_message(hana, "Import it?", thread_ts=act.ts, timeout=20)
    with world.database.read() as session:
        assert session.get(Person, "n1") is None
    world.slack.clicks(hana, report, "import:yes").ack()
    world.slack.wait_for_message(hana, "Imported: 1 new", thread_ts=act.ts, timeout=20)
    with world.database.read() as session:
        assert session.get(Person, "n1") is not None
    world.settle()
    world.slack.clicks(hana, report, "import:yes").ack()
    world.slack.wait_for_message(hana, "taken care of already", thread_ts=act.ts)


def test_a_kam_may_not_import(world: World) -> None:
    kim = world.user("k1")
    act = world.slack.says(kim, "", files=[("people.csv", PEOPLE_FILE)])
    world.slack.wait_for_message(kim, "Only the head of sales", thread_ts=act.ts)


def test_joining_a_channel_says_who_sees_what(world: World) -> None:
    channel = world.channel("team", "k1")
    world.slack.joins(world.slack.workspace.bot_user, channel)
    world.slack.wait_for_message(channel, "while everybody in this channel may see that account")


def test_a_channel_named_after_an_account_means_that_account(world: World) -> None:
    channel = world.channel("north-bikes", "k1", "m1")
    seen = []
    ask = world.desk.assistant.ask

    def watching(question):  # type: ignore[no-untyped-def]
        seen.append(question.channel_account)
        return ask(question)

    world.desk.assistant.ask = watching  # type: ignore[method-assign]
    act = world.slack.says(world.user("k1"), world.mention("guidance?"), channel=channel)
    world.slack.wait_for_message(channel, "Review key accounts", thread_ts=act.ts)
    assert seen == ["a1"]


def test_a_reminder_sleeps_when_told_to(world: World) -> None:
    from bot.replies.pieces import Link, actions, nudge_button
    from store.tables import Nudge

    kim = world.user("k1")
    buttons = actions([nudge_button(Link(), 0, "Snooze", "review:r1", "snoozed")])
    world.desk.client.chat_postMessage(channel=world.slack.dm(kim).id, text="A review is due", blocks=buttons)
    world.slack.clicks(kim, world.slack.messages(kim)[0], "nudge:0").ack()
    world.slack.wait_for_message(kim, "quiet about this until Saturday 28 November")
    world.settle()
    with world.database.read() as session:
        kept = session.get(Nudge, ("k1", "review:r1"))
        assert kept is not None
        assert str(kept.snoozed_until) == "2026-11-28"


def test_portfolio_here_leaves_accounts_out_unless_all_may_see_them(world: World) -> None:
    mixed = world.channel("na-sales", "m1", "k1", "o1")
    world.slack.command(world.user("m1"), "/kam", "portfolio here", channel=mixed).ack()
    told = world.slack.wait_for_message(mixed, "Net sales 9,000,000")
    assert "Accounts left out" in shown_text(told)
    assert "North Bikes" not in str(told)
    world.slack.clicks(world.user("m1"), told, "ask:0").ack()
    world.slack.wait_for_message(world.user("m1"), "North Bikes fell")
    entitled = world.channel("leads", "m1", "h1")
    world.slack.command(world.user("m1"), "/kam", "portfolio here", channel=entitled).ack()
    world.slack.wait_for_message(entitled, "North Bikes fell")
    world.settle()
    assert "North Bikes" not in str(world.slack.messages(mixed))


def test_who_is_not_known_is_told_so_before_a_form_is_filled_in(world: World) -> None:
    una = world.slack.add_user("Una Linked", email="una@elsewhere.example")
    world.slack.command(una, "/kam", "log").ack()
    view = world.slack.wait_until(lambda: world.slack.views(una))[0]
    assert "I don't know you yet" in shown_text(view)
    assert "submit" not in view


def test_a_form_speaks_of_its_fields_and_not_of_options(one_world: World) -> None:
    world = one_world
    kim = world.user("k1")
    world.slack.command(kim, "/kam", "bant").ack()
    view = world.slack.wait_until(lambda: world.slack.views(kim))[0]
    world.slack.submits(view, {"opportunity": "Spring order", "budget": "80k approved"}).ack()
    told = world.slack.wait_for_message(kim, "Spring order")
    assert shown_text(told).startswith("Opportunity: ")


def test_the_home_tab_says_what_can_be_asked(one_world: World) -> None:
    world = one_world
    kim = world.user("k1")
    world.slack.opens_home(kim).ack()
    home = world.slack.wait_until(lambda: world.slack.home(kim))
    assert "What you can ask" in shown_text(home)
    world.slack.clicks(kim, home, "form:issue").ack()
    assert world.slack.wait_until(lambda: world.slack.views(kim))[0]["title"]["text"] == "Raise a problem"
