"""Who Alfred is, what he can do, and what he does with what he reads."""

from collections.abc import Sequence

from bot.buttons.groups import ClaimButton
from bot.buttons.links import add_to_group_link, private_link
from bot.buttons.people import OnStart, StartButton
from bot.views.connect_buttons import ConnectButton, OnConnect
from bot.views.screen import Screen, button, link
from pipeline.digest.ports import Wording


def start_screen(username: str, wording: Wording) -> Screen:
    return Screen(
        wording.say("bot-start"),
        rows=[
            [link(wording.say("bot-start-add"), add_to_group_link(username))],
            [button(wording.say("bot-start-connect"), ConnectButton(action=OnConnect.STATUS))],
            [button(wording.say("bot-start-example"), StartButton(action=OnStart.EXAMPLE))],
            [button(wording.say("bot-start-language"), StartButton(action=OnStart.LANGUAGE))],
        ],
    )


def group_start_screen(wording: Wording) -> Screen:
    return Screen(wording.say("bot-start-group"))


def arrival_screen(wording: Wording, *, blind: bool) -> Screen:
    """Said once in a group to which the bot was added."""
    greeting = wording.say("bot-arrived")
    return Screen(f"{greeting}\n\n{wording.say('bot-arrived-blind')}" if blind else greeting)


def unclaimed_screen(wording: Wording) -> Screen:
    """In a group of which it is not known who wants it read."""
    claim = button(wording.say("bot-claim"), ClaimButton())
    return Screen(wording.say("bot-arrived-unclaimed"), rows=[[claim]])


def claimed_screen(wording: Wording, *, blind: bool) -> Screen:
    told = wording.say("bot-claimed")
    return Screen(f"{told}\n\n{wording.say('bot-arrived-blind')}" if blind else told)


def example_screen(wording: Wording) -> Screen:
    return Screen(wording.say("bot-example"), wording.say("bot-example-title"))


def privacy_screen(wording: Wording, *, remembers: bool) -> Screen:
    """Args: remembers: Whether there is a conversation, and so a memory of people."""
    told = wording.say("bot-privacy", remembers="yes" if remembers else "no")
    return Screen(told, wording.say("bot-privacy-title"))


def help_screen(commands: Sequence[str], wording: Wording) -> Screen:
    lines = [
        wording.say("bot-help-line", command=name, what=wording.say(f"bot-command-{name}"))
        for name in commands
    ]
    return Screen("\n".join(lines), wording.say("bot-help"))


def private_door(username: str, payload: str, wording: Wording) -> Screen:
    """For what is not for everybody's eyes; ``payload`` says in private what was asked for."""
    door = link(wording.say("bot-private-door"), private_link(username, payload))
    return Screen(wording.say("bot-only-in-private"), rows=[[door]])
