"""The programs in the image, asked what flags they take: nothing of that is repeated here."""

import functools
import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(os.environ["PROGRAMS_DIR"])
# A flag's line in --help: "  --drain-delay TIME     After SIGTERM, ... Default: 0s [$ECHO_DRAIN_DELAY]".
FLAG = re.compile(r"^ +(?:-[a-z],)?(--[a-z-]+)( [A-Z:=]+)?(?:\.\.\.)?(?: {2,}|\n +)(.*?) ?\[\$(\w+)\]$", re.MULTILINE)
DEFAULT = re.compile(r"Default: (\S+)$")
SUBCOMMAND = re.compile(r"^  ([a-z]+) {2,}", re.MULTILINE)


@dataclass(frozen=True)
class Flag:
    name: str
    variable: str
    takes_value: bool
    default: str | None


@dataclass
class Settings:
    """What a command line and an environment set, with the defaults of what they do not."""

    said: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __getitem__(self, flag: str) -> str | None:
        return self.said.get(flag, self.defaults.get(flag))


class Program:
    def __init__(self, name: str) -> None:
        self.name = name
        text = self.run("--help").stdout
        self.flags = {
            flag: Flag(flag, variable, bool(value), default[1] if (default := DEFAULT.search(words)) else None)
            for flag, value, words, variable in FLAG.findall(text)
        }
        self.variables = {flag.variable: flag for flag in self.flags.values()}
        _, _, commands = text.partition("\nSubcommands:\n")
        self.subcommands = frozenset(SUBCOMMAND.findall(commands.partition("\n\n")[0]))

    def run(self, *arguments: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """With no other variables than those."""
        return subprocess.run(
            [FOLDER / self.name, *arguments],
            env=env or {},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def settings(self, arguments: list[str], env: Mapping[str, str]) -> Settings:
        """Of a call with those, as the program would understand it."""
        result = Settings(defaults={flag.name: flag.default for flag in self.flags.values() if flag.default})
        result.said.update({self.variables[key].name: value for key, value in env.items() if key in self.variables})
        rest = [str(each) for each in arguments]
        while rest:
            word = rest.pop(0)
            if not word.startswith("--"):
                result.words.append(word)
                continue
            name, equals, value = word.partition("=")
            flag = self.flags.get(name)
            if flag is None:
                result.faults.append(f"{self.name} has no flag {name}")
            elif not flag.takes_value or equals:
                result.said[name] = value
            elif rest:
                result.said[name] = rest.pop(0)
            else:
                result.faults.append(f"{self.name} {name} has no value")
        if self.subcommands and result.words[:1] and result.words[0] not in self.subcommands:
            result.faults.append(f"{self.name} has no command {result.words[0]}")
        if not self.subcommands and result.words:
            result.faults.append(f"{self.name} takes no {' '.join(result.words)}")
        return result


@functools.cache
def program(name: str) -> Program:
    return Program(name)


SERVER_PROGRAM = "echo-server"
CLIENT_PROGRAM = "echo-client"


@functools.cache
def version() -> str:
    """Of the programs, and so of the image: what certgen says."""
    return program("certgen").run("--version").stdout.split()[1]
