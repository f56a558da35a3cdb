"""A session as OpenRefine has it: reads the manifest, suggests, reconciles in batches as a form, extends. Argument: the server's address."""

import json
import sys
from urllib.parse import urlencode
from urllib.request import Request, urlopen


def ask(url, form=None):
    data = urlencode(form).encode() if form else None
    with urlopen(Request(url, data=data)) as answer:
        return json.load(answer)


service = sys.argv[1] + "/reconcile/wahm"
offer = ask(service)
types = {kind["id"]: kind["name"] for kind in offer["defaultTypes"]}
assert types["Person"] == "People" and "Thing" in types, types


def suggest(what, prefix):
    of = offer["suggest"][what]
    return ask(of["service_url"] + of["service_path"] + "?" + urlencode({"prefix": prefix}))["result"]


assert [kind["id"] for kind in suggest("type", "Pers")] == ["Person"]
assert "Person:birthDate" in [of["id"] for of in suggest("property", "birth")]
assert suggest("entity", "yusuf al-kh")[0]["id"] == "wl-1"

rows = [("q0", "Yusuf al-Khayali", "1970-05-17"), ("q1", "أمل الوهمي", "1985-04-21"), ("q2", "Zabrina Quux", "2001")]
queries = {
    key: {"query": name, "type": "Person", "limit": 3, "properties": [{"pid": "Person:birthDate", "v": born}], "type_strict": "should"}
    for key, name, born in rows
}
assert len(queries) <= offer["batchSize"]
found = ask(service, {"queries": json.dumps(queries)})
best = {key: [(result["id"], result["match"]) for result in of["result"][:1]] for key, of in found.items()}
assert best == {"q0": [("wl-1", True)], "q1": [("wl-2", True)], "q2": []}, best

propose = offer["extend"]["propose_properties"]
offered = {of["id"] for of in ask(propose["service_url"] + propose["service_path"] + "?type=Person")["properties"]}
assert {"birthDate", "nationality"} <= offered, offered
extend = {"ids": ["wl-1", "wl-2"], "properties": [{"id": "birthDate"}, {"id": "nationality", "settings": {"render": "raw"}}]}
told = ask(service, {"extend": json.dumps(extend)})
assert told["rows"]["wl-1"] == {"birthDate": [{"str": "1970-05-17"}], "nationality": [{"str": "sy"}]}, told
assert [meta["id"] for meta in told["meta"]] == ["birthDate", "nationality"], told
print("a reconciling session: as it goes")
