"""`make bench`: the hub and the yardstick in turn, on one machine, in one run. Talks to 127.0.0.1 only and ends by itself."""

import argparse
import json
import os
import resource
import sys
import tempfile
from pathlib import Path

import uvloop

from tests.load import report
from tests.load.crowd import hub_script, yardstick_script
from tests.load.machine import pin
from tests.load.measure import Bench, Figures, Target
from tests.load.servers import OTHER_CORE, house

HUB, UVICORN, YARDSTICK = "hub", "hub on uvicorn", "channels-orm"


def daphne(application: str) -> list[str]:
    return ["-m", "daphne", "-b", "127.0.0.1", "-p", "{port}", "-v", "0", application]


def uvicorn(application: str) -> list[str]:
    return ["-m", "uvicorn", "--host", "127.0.0.1", "--port", "{port}", "--log-level", "warning", "--no-access-log",
            "--ws-per-message-deflate", "false", application]  # fmt: skip


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rooms", type=int, default=200, help="conversations (200)")
    parser.add_argument(
        "--seconds", type=float, default=10, help="of each steady measurement (10)"
    )
    parser.add_argument("--repeat", type=int, default=3, help="interleaved repetitions (3)")
    parser.add_argument("--only", nargs="*", default=[HUB, YARDSTICK], help="servers to measure",
                        choices=[HUB, UVICORN, YARDSTICK])  # fmt: skip
    parser.add_argument("--skip", nargs="*", default=[], choices=["messages", "webhooks"])
    return parser.parse_args()


def allow_many_files() -> None:
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 20_000), hard))


def say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


async def measure(
    bench: Bench, targets: list[Target], options: argparse.Namespace
) -> dict[str, Figures]:
    results = {target.name: Figures() for target in targets}
    for turn in range(options.repeat):
        for target in targets:
            figures = results[target.name]
            if "messages" not in options.skip:
                await bench.messages(target, figures)
                say(
                    f"{turn + 1}: {target.name}: {figures.steady[-1]}; highest {figures.highest[-1]}"
                )
            if "webhooks" not in options.skip and target.name != YARDSTICK:
                await bench.webhooks(target, figures)
                say(
                    f"{turn + 1}: {target.name}: {figures.webhooks[-1].per_second:.0f} webhooks/s"
                )
    return results


def main() -> None:
    options = arguments()
    allow_many_files()
    with (
        tempfile.TemporaryDirectory(prefix="hub-bench-") as folder,
        house(Path(folder)) as home,
    ):
        say("Preparing conversations ...")
        rooms = json.loads(home.once("-m", "tests.load.stage", str(options.rooms)))
        home.once("-m", "tests.load.yardstick.migrate")
        targets = [
            Target(
                HUB, daphne("hub.asgi:application"), lambda port: hub_script(port, rooms)
            ),
            Target(
                UVICORN,
                uvicorn("hub.asgi:application"),
                lambda port: hub_script(port, rooms),
            ),
            Target(
                YARDSTICK, daphne("tests.load.yardstick.asgi:application"), yardstick_script
            ),
        ]
        pin(os.getpid(), OTHER_CORE)
        bench = Bench(home, options.rooms, options.seconds)
        chosen = [target for target in targets if target.name in options.only]
        results = uvloop.run(measure(bench, chosen, options))
    sys.stdout.write(report.tables(results, YARDSTICK) + "\n")


if __name__ == "__main__":
    main()
