"""yente-client's command line against a running server with the invented datasets of testdata/manifest: each command that asks a server.
`programs` asks OpenSanctions' own site and `ref` nobody. Argument: the server's address."""

import csv
import json
import sys
import tempfile
from pathlib import Path

from typer.testing import CliRunner
from yente_client.cli.main import app

BASE = ["--base-url", sys.argv[1], "--api-key", "invented"]


def run(*arguments, wanted=0):
    done = CliRunner().invoke(app, [*BASE, *arguments], env={"COLUMNS": "200"})
    assert done.exit_code == wanted, (arguments, done.exit_code, done.output, done.exception)
    return done.stdout if wanted in (0, 1) else done.stderr


def of(*arguments, wanted=0):
    return json.loads(run(*arguments, "-f", "json", wanted=wanted))


status = of("status")
assert status["api"]["liveness"]["status"] == status["api"]["readiness"]["status"] == "ok", status
assert {"wahm_list", "wahm_firms"} <= {dataset["name"] for dataset in status["loaded"]} and status["summary"]["stale"] == 0, status
assert "datasets_error" not in status, status
assert "Loaded datasets" in run("status", "-f", "table")

assert "wahm" in [dataset["name"] for dataset in of("datasets")["datasets"]]
assert of("datasets", "wahm_list")["name"] == "wahm_list"
assert [of["name"] for of in of("algorithms")["algorithms"]][0] == "dalil"
assert "dalil" in run("algorithms", "-f", "table")

person = ("-s", "Person", "-p", "birthDate=1970-05-17", "-d", "wahm")
match = of("match", *person, "-p", "name=Yusuf al-Khayali")
assert [(found["id"], found["match"]) for found in match["results"]] == [("wl-1", True)], match
assert "wl-1" in run("match", *person, "-p", "firstName=Yusuf", "-p", "lastName=al-Khayali", "--threshold", "0.6", "-a", "best", "-f", "table")
assert of("match", *person, "-p", "name=Yusuf al-Khayali", "--exclude-entities", "wl-1", wanted=1)["results"] == []
assert of("match", *person, "-p", "name=Yusuf al-Khayali", "--changed-since", "2030-01-01", wanted=1)["results"] == []
assert "BadRequestError (400)" in run("match", *person, "-p", "name=Yusuf", "-a", "magic", wanted=3)

assert of("fetch", "wl-1")["id"] == "wl-1" and of("fetch", "other-77", "--no-nested")["id"] == "wl-1"
assert "wl-1" in run("fetch", "wl-1", "-f", "table")
assert "NotFoundError (404)" in run("fetch", "nobody", wanted=3)

assert [found["id"] for found in of("search", "khayali", "-d", "wahm")["results"]] == ["wl-1"]
lines = run("search", "", "-d", "wahm", "-s", "Person", "--countries", "jo", "--sort", "caption:asc", "-l", "1", "-f", "jsonl").splitlines()
assert len(lines) == 1 and json.loads(lines[0])["schema"] == "Person", lines
assert of("search", "khayali", "-d", "wahm", "--filter", "properties.birthDate:1999", wanted=1)["results"] == []
assert of("search", "(khayali", "-d", "wahm", "--simple")["results"], "a simple question has no syntax"
assert "BadRequestError (400)" in run("search", "(khayali", "-d", "wahm", wanted=3)
assert "NotFoundError (404)" in run("search", "khayali", "-d", "nowhere", wanted=3)

statements = of("statements", "-c", "wl-1", "--prop", "name", "--sort", "value:desc", "-l", "1", "--offset", "1")
assert (statements["total"]["value"], len(statements["results"])) == (2, 1), statements
assert "wl-1" in run("statements", "-c", "wl-1", "-f", "table")
assert of("statements", "-c", "nobody", wanted=1)["results"] == []

with tempfile.TemporaryDirectory() as folder:
    customers, found = Path(folder) / "customers.csv", Path(folder) / "found.csv"
    customers.write_text("no,full,born\n1,Yusuf al-Khayali,1970-05-17\n2,Zabrina Quux,2001\n3,أمل الوهمي,1985-04-21\n", encoding="utf-8")
    mapped = ("-s", "Person", "-i", "full=name", "-i", "born=birthDate", "-o", "name=listed_as", "-d", "wahm")
    run("screen", str(customers), str(found), *mapped, "--include-empty", "--explanation", "--workers", "2")
    rows = sorted(csv.DictReader(found.open(encoding="utf-8")), key=lambda row: row["no"])
assert [(row["no"], row["match_id"]) for row in rows] == [("1", "wl-1"), ("2", ""), ("3", "wl-2")], rows
assert "name_match=" in rows[0]["match_explanation"] and not any(row["match_error"] for row in rows), rows
print("yente-client's command line: as it asks")
