"""The `dispatch` command. Results go to stdout, progress and errors to stderr; exit 0 done, 2 bad input."""

from importlib import import_module

import click

from dispatch.config import Config
from dispatch.errors import Refused
from dispatch.words import say
from maps.errors import BadInput

COMMANDS = {
    "backup": "dispatch.cli.log:backup",
    "city": "dispatch.cli.city:city",
    "data": "dispatch.cli.data:data",
    "drill": "dispatch.cli.drill:drill",
    "gateway": "dispatch.cli.gateway:gateway",
    "log": "dispatch.cli.log:log",
    "plan": "dispatch.cli.plan:plan",
    "reach": "dispatch.cli.travel:reach",
    "rebuild": "dispatch.cli.log:rebuild",
    "restore": "dispatch.cli.log:restore",
    "roster": "dispatch.cli.roster:roster",
    "serve": "dispatch.cli.serve:serve",
    "simulate": "dispatch.cli.simulate:simulate",
    "solve": "dispatch.cli.solve:solve",
    "times": "dispatch.cli.travel:times",
    "token": "dispatch.cli.token:token",
    "waves": "dispatch.cli.waves:waves",
    "zones": "dispatch.cli.travel:zones",
}


class Commands(click.Group):
    """Loads a command's module only when it is asked for: `dispatch times` never imports the web."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (BadInput, Refused) as refusal:
            click.echo(say(refusal.code, Config.from_env().language, **refusal.params), err=True)
            ctx.exit(2)


@click.command(cls=Commands)
def main() -> None:
    """Fifteen: dispatch for community responders."""
