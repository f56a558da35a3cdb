"""The description of `/v1` against a running server: schemathesis asks everything that it says may be asked, and much that it says may not be.

Arguments: the server's address, a key or "" where the server has none, and how many examples of each address. What is answered must be what is described
and no more: while it is compared, the description is taken to name every member there is.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.request import Request, urlopen

SEED = "20260601"

address, key, examples = sys.argv[1:4]
seed = sys.argv[4] if len(sys.argv) > 4 else SEED


def ask(path, body=None):
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    if body is not None:
        headers["Content-Type"] = "application/json"
    with urlopen(Request(address + path, data=body and json.dumps(body).encode(), headers=headers)) as answer:
        return json.load(answer)


def close(schema):
    """Of objects whose members are named, no others are allowed."""
    if isinstance(schema, dict):
        if "required" in schema and "properties" in schema:
            schema.setdefault("additionalProperties", False)
        for part in schema.values():
            close(part)
    elif isinstance(schema, list):
        for part in schema:
            close(part)


document = ask("/v1/openapi.json")
close(document["components"]["schemas"])
for methods in document["paths"].values():
    for operation in methods.values():
        close(operation["responses"])
if key:
    # Nobody is answered without one any more.
    document["security"] = [{"key": []}]
# Of lines a description can say no more than that they are text; here each is looked at.
stream = document["paths"]["/v1/screen/stream"]["post"]
lines = {"type": "array", "items": {"anyOf": [{"$ref": "#/components/schemas/Subject"}, {"type": "object"}]}}
stream["requestBody"]["content"]["application/x-ndjson"]["schema"] = lines
answers = {"type": "array", "items": {"$ref": "#/components/schemas/Line"}}
stream["responses"]["200"]["content"]["application/x-ndjson"]["schema"] = answers

HOOKS = """
import json
import schemathesis

@schemathesis.serializer("application/x-ndjson")
def write(context, value):
    lines = value if isinstance(value, list) else [value]
    return "".join(json.dumps(line) + "\\n" for line in lines).encode()

@schemathesis.deserializer("application/x-ndjson")
def read(context, response):
    return [json.loads(line) for line in response.content.splitlines()]
"""

# Who and what there is, so that answers are full.
found = ask("/v1/screen", {"name": "Yusuf al-Khayali", "limit": 3})
entities = [hit["entity"] for hit in found["hits"]] + found["hits"][0]["entries"]
held = [of["list"] for of in ask("/v1/lists")["lists"] if of["editions"] > 1]
names = ["Yusuf al-Khayali", "يوسف الخيالي"] + [hit["caption"] for hit in found["hits"]]
codes = ["no-list", "malformed-request", "erased", "too-slow"]
words = {"entities": entities, "lists": held, "names": names, "codes": codes, "receipts": [found["receipt"]]}
bound = {
    "query.name": "names", "body.name": "names", "body.subjects[*].name": "names", "body.entity": "entities", "path.list": "lists",
    "path.code": "codes", "body.receipt": "receipts",
}

# That a text can be compared, that an edition is held or a key free, no schema can say.
OF_SUBJECTS = ["screenByQuery", "screen", "screenBatch", "explain", "replay"]
# What a line holds is answered by a line.
config = ['hooks = "hooks"', "[checks]"]
config += ['positive_data_acceptance = { expected-statuses = ["2xx", 300, 401, 403, 404, 409, 410] }']
config += [line for name, values in words.items() for line in (f"[dictionaries.{name}]", f"values = {json.dumps(values, ensure_ascii=False)}")]
config += ["[parameters]"] + [f'"{at}" = {{ dictionary = "{name}", probability = 0.5 }}' for at, name in bound.items()]
for name in OF_SUBJECTS:
    config += ["[[operations]]", f'include-operation-id = "{name}"']
    config += ['checks.positive_data_acceptance.expected-statuses = ["2xx", 300, 401, 403, 404, 409, 410, 422]']
config += ["[[operations]]", 'include-operation-id = "screenStream"', "checks.negative_data_rejection.enabled = false"]
for name, of in (("entity", "entities"), ("receipt", "receipts"), ("note", "receipts"), ("certificate", "receipts")):
    config += ["[[operations]]", f'include-operation-id = "{name}"', "[operations.parameters]"]
    config += [f'"path.id" = {{ dictionary = "{of}", probability = 0.5 }}']
if key:
    config += ["[auth.openapi.key]", f'bearer = "{key}"']

with tempfile.TemporaryDirectory() as folder:
    for name, text in (("openapi.json", json.dumps(document)), ("hooks.py", HOOKS), ("schemathesis.toml", "\n".join(config))):
        (Path(folder) / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()", "--config-file", "schemathesis.toml"]
    command += ["run", "openapi.json", "--url", address, "--seed", seed, "--max-examples", examples, "--continue-on-failure"]
    done = subprocess.run(command + ["--no-color", "--warnings", "off"], cwd=folder, capture_output=True, text=True)
print(done.stdout, done.stderr)
sys.exit(done.returncode)
