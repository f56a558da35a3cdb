"""yente-client (SDK and command line) against servers that have keys. Arguments: a server, one with a mean limit of work, the keys of a
screener and of one who may only read."""

import csv
import sys
import tempfile
import warnings
from pathlib import Path

from typer.testing import CliRunner
from yente_client import AuthenticationError, Client, Person, RateLimitError
from yente_client.cli.main import app

address, mean, screener, viewer = sys.argv[1:]
warnings.simplefilter("ignore")
SUBJECT = Person(name="Yusuf al-Khayali")
WRONG = "dalil_00000000_" + "0" * 43


def refused(call, wanted, status):
    try:
        call()
    except wanted as error:
        assert error.status_code == status and error.detail, error
        return error
    raise SystemExit(f"{wanted.__name__} {status} is wanted")


with Client(base_url=address, api_key=screener) as client:
    assert client.match(SUBJECT, datasets=["wahm"]).results[0].id == "wl-1"
    assert client.fetch("wl-1").id == "wl-1" and client.datasets().datasets
with Client(base_url=address, api_key=viewer) as client:
    assert client.search("khayali", datasets=["wahm"]).results[0].id == "wl-1"
    refused(lambda: client.match(SUBJECT, datasets=["wahm"]), AuthenticationError, 403)
# What tells of nobody is told to everybody; the rest to nobody without a key that is one.
for key in (WRONG, None):
    with Client(base_url=address, api_key=key) as client:
        assert client.healthz().status == "ok" and client.readyz().status == "ok"
        for call in (
            lambda: client.match(SUBJECT, datasets=["wahm"]),
            lambda: client.search("khayali", datasets=["wahm"]),
            lambda: client.fetch("wl-1"),
            lambda: client.adjacent("wl-1"),
            lambda: client.statements(canonical_id="wl-1"),
            client.datasets,
            client.algorithms,
        ):
            refused(call, AuthenticationError, 401)
with Client(base_url=mean, api_key=screener) as client:

    def until_used_up():
        for _ in range(1_000):
            client.match(SUBJECT, datasets=["wahm"])

    waits = refused(until_used_up, RateLimitError, 429)
    assert waits.retry_after and waits.retry_after >= 1, waits.retry_after


def run(base, key, *arguments):
    done = CliRunner().invoke(app, ["--base-url", base, *arguments], env={"OPENSANCTIONS_API_KEY": key})
    return done.exit_code, done.stderr


match = ("match", "-s", "Person", "-p", "name=Yusuf al-Khayali", "-d", "wahm")
assert run(address, screener, *match)[0] == 0
for key, status in ((WRONG, 401), (viewer, 403)):
    code, told = run(address, key, *match)
    assert code == 3 and f"error: AuthenticationError ({status}): " in told, (key, code, told)
# Of a table each row says whether it was screened.
with tempfile.TemporaryDirectory() as folder:
    customers, found = Path(folder) / "customers.csv", Path(folder) / "found.csv"
    customers.write_text("full\n" + "Yusuf al-Khayali\n" * 100, encoding="utf-8")
    code, told = run(mean, screener, "screen", str(customers), str(found), "-s", "Person", "-i", "full=name", "-d", "wahm")
    rows = list(csv.DictReader(found.open(encoding="utf-8")))
assert len(rows) == 100 and all(bool(row["match_id"]) != bool(row["match_error"]) for row in rows), rows
assert "RateLimitError" in rows[-1]["match_error"] or any("429" in row["match_error"] for row in rows), rows[-1]
print("yente-client with keys: as it asks")
