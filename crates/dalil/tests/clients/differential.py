"""yente itself, asked the same as a running server with the invented datasets of testdata/manifest. Argument: the server's address.

Real:       yente's routes, its checks of parameters and bodies, its answers' models, its catalog, its scoring and nesting.
Not real:   its index. Elasticsearch or OpenSearch does not run here: a few entities in memory take its place and are found by plain
            comparison, so that which entities are found, and in which order, is not compared.
Compared:   statuses, where and how a fault is told, and the shape of answers: members, types, formats of moments. Members that Dalil adds are told.
            Values are not compared, nor which features explain a score.
"""

import contextlib
import io
import json
import os
import re
import sys
import tempfile
import warnings
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

DATA = Path(__file__).resolve().parents[4] / "testdata/manifest"
# The same datasets; yente takes addresses of the network alone, and nothing is loaded from them here.
MANIFEST = Path(tempfile.mkdtemp()) / "manifest.json"
publisher = {"name": "Ministry of Invention", "country": "sy"}
of_list = {"name": "wahm_list", "title": "Invented list", "version": "20240502000000", "publisher": publisher}
datasets = [{**of_list, "entities_url": "https://example.org/wahm_list.ftm.json"}]
datasets += [{"name": "wahm_firms", "title": "Invented firms", "entities_url": "https://example.org/wahm_firms.ftm.json"}]
datasets += [{"name": "wahm", "title": "All that is invented", "children": ["wahm_list", "wahm_firms"]}]
MANIFEST.write_text(json.dumps({"datasets": datasets}))
os.environ.update(YENTE_MANIFEST=str(MANIFEST), YENTE_AUTO_REINDEX="false")
warnings.simplefilter("ignore")

from yente import settings  # noqa: E402
from yente.app import create_app  # noqa: E402
from yente.provider import SearchProvider, get_provider  # noqa: E402
from starlette.testclient import TestClient  # noqa: E402

address = sys.argv[1]


def entities():
    """What the datasets hold, with the delta that is newer; of its entities the one without a caption is left out."""
    held = {}
    for dataset in ("wahm_list", "wahm_firms"):
        lines = (DATA / f"{dataset}.ftm.json").read_text(encoding="utf-8").splitlines()
        for entity in map(json.loads, filter(str.strip, lines)):
            held[entity["id"]] = {"referents": [], **entity, "datasets": [dataset]}
    for change in map(json.loads, (DATA / "delta-new.json").read_text(encoding="utf-8").splitlines()):
        held.pop(change["entity"]["id"], None)
        if change["op"] != "DEL" and change["entity"]["id"] != "wl-5":
            held[change["entity"]["id"]] = {"referents": [], **change["entity"], "datasets": ["wahm_list"]}
    return held


class InMemory(SearchProvider):
    """As much of an index as the requests below need."""

    def __init__(self):
        self.held = entities()

    async def check_health(self, index):
        return True

    async def get_alias_indices(self, alias):
        return []

    async def close(self):
        pass

    async def search(self, index, query, size=None, from_=None, sort=None, aggregations=None, rank_precise=False):
        found = [entity for entity in self.held.values() if self.takes(query, entity)]
        hits = [{"_id": entity["id"], "_score": 1.0, "_source": dict(entity)} for entity in found]
        page = hits[from_ or 0 :][: 10 if size is None else size]
        told = {}
        for name, of in (aggregations or {}).items():
            values = [value for entity in found for value in set(self.values(entity, of["terms"]["field"]))]
            told[name] = {"buckets": [{"key": value, "doc_count": values.count(value)} for value in sorted(set(values))]}
        return {"hits": {"total": {"value": len(hits), "relation": "eq"}, "hits": page}, "aggregations": told}

    @staticmethod
    def values(entity, field):
        properties = entity["properties"]
        if field.startswith("properties."):
            return properties.get(field.removeprefix("properties."), [])
        if field == "entities":
            return [value for values in properties.values() for value in values]
        if field == "countries":
            return [value for name in ("country", "nationality", "jurisdiction") for value in properties.get(name, [])]
        if field == "topics":
            return properties.get("topics", [])
        value = entity.get(field, [])
        return value if isinstance(value, list) else [value]

    def takes(self, query, entity):
        (kind, of), = query.items()
        if kind == "bool":
            must = [of[name] for name in ("must", "filter") if name in of]
            must = [part for parts in must for part in (parts if isinstance(parts, list) else [parts])]
            should, least = of.get("should", []), of.get("minimum_should_match", 0 if must else 1)
            fits = all(self.takes(part, entity) for part in must)
            fits &= not any(self.takes(part, entity) for part in of.get("must_not", []))
            return fits and (not should or sum(self.takes(part, entity) for part in should) >= int(least))
        if kind == "ids":
            return entity["id"] in of["values"]
        if kind in ("term", "terms"):
            (field, wanted), = ((name, value) for name, value in of.items() if name != "boost")
            wanted = wanted.get("value") if isinstance(wanted, dict) else wanted
            return bool(set(wanted if isinstance(wanted, list) else [wanted]) & set(self.values(entity, field)))
        if kind == "function_score":
            return self.takes(of["query"], entity)
        # Of texts each word counts that some value has.
        words = re.findall(r"\w{3,}", str(list(of.values())).lower())
        text = " ".join(value for values in entity["properties"].values() for value in values).lower()
        return kind in ("match_all", "range") or any(word in text for word in words)


class NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


opener = build_opener(NoRedirect)


def ours(method, path, body, kind):
    headers = {"Content-Type": kind} if kind else {}
    data = body.encode() if body is not None else None
    request = Request(address + path, data=data, method=method, headers=headers)
    if data is not None and not kind:
        # The library would name a type by itself.
        request.add_unredirected_header("Content-type", "")
    try:
        with opener.open(request) as answer:
            return answer.status, answer.read()
    except HTTPError as refused:
        return refused.code, refused.read()


app = create_app()
provider = InMemory()
app.dependency_overrides[get_provider] = lambda: provider
yente = TestClient(app, follow_redirects=False, raise_server_exceptions=False)


def theirs(method, path, body, kind):
    # It tells each request on standard output.
    with contextlib.redirect_stdout(io.StringIO()):
        answer = yente.request(method, path, content=body, headers={"Content-Type": kind} if kind else {})
    return answer.status_code, answer.content


# Members of these are named by whoever asks, by what is found or by the way of comparing: each is held against all of the other side.
NAMED_FREELY = {"responses", "explanations", "adjacent", "facets", "features", "config", "rows"}
MOMENT, DAY = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"), re.compile(r"\d{4}-\d\d-\d\d")


def shapes(value, at="", free=False):
    """Where which types stand."""
    if isinstance(value, dict):
        yield at, "object"
        for name, of in value.items():
            yield from shapes(of, f"{at}.{'*' if free else name}", not free and name in NAMED_FREELY)
    elif isinstance(value, list):
        yield at, "list"
        for of in value:
            yield from shapes(of, at + "[]")
    elif isinstance(value, str):
        member = at.rsplit(".", 1)[-1]
        is_moment = member in ("first_seen", "last_seen", "last_change")
        yield at, ("moment" if MOMENT.fullmatch(value) else "another moment") if is_moment else "string"
    else:
        yield at, {type(None): "null", bool: "bool"}.get(type(value), "number")


def compare(mine, real):
    """What is missing or of another type, and what is added."""
    mine, real = ({at: {kind for where, kind in told if where == at} for at in dict(told)} for told in (list(shapes(mine)), list(shapes(real))))
    wrong = []
    for at, kinds in real.items():
        if at not in mine:
            # What stands in a list or object that is empty here has nothing to be held against.
            around = re.sub(r"(\[\]|\.[^.\[]+)$", "", at)
            if around in mine and (around + "[]" not in mine if at.endswith("[]") else True):
                if not at.endswith("[]") and not at.endswith(".*"):
                    wrong.append(f"{at or '(all)'} is missing: {', '.join(sorted(kinds))}")
        elif not mine[at] <= kinds | {"null"} and not (kinds == {"null"}):
            wrong.append(f"{at or '(all)'} is {', '.join(sorted(mine[at]))}, not {', '.join(sorted(kinds))}")
    added = {at for at in mine if at not in real and re.sub(r"(\[\]|\.[^.\[]+)$", "", at) in real and not at.endswith("[]")}
    return wrong, added


def subject(**more):
    return json.dumps({"queries": {"q": {"schema": "Person", "properties": {"name": ["Yusuf al-Khayali"]}, **more}}})


J, F = "application/json", "application/x-www-form-urlencoded"
q = subject()
many = json.dumps({"queries": {str(n): {"schema": "Person", "properties": {"name": "x"}} for n in range(101)}})
ids = "&".join(f"exclude_entity_ids=x{n}" for n in range(51))
SAME = [
    ("GET", "/healthz", None, None), ("GET", "/readyz", None, None), ("GET", "/catalog", None, None), ("GET", "/algorithms", None, None),
    ("POST", "/match/wahm", q, J), ("POST", "/match/wahm", q, None), ("POST", "/match/wahm?limit=1&threshold=0.5&algorithm=best&fuzzy=false", q, J),
    ("POST", "/match/wahm?cutoff=0.1&threshold=0.99", q, J), ("POST", "/match/wahm?exclude_entity_ids=other-77", q, J),
    ("POST", "/match/wahm?topics=sanction&changed_since=2020-01-01&include_dataset=wahm_list&exclude_schema=Company", q, J),
    ("POST", "/match/wahm", subject(id="c-1"), J), ("POST", "/match/wahm", subject(properties={"name": "Yusuf al-Khayali", "birthDate": "1970-05-17"}), J),
    ("GET", "/search/wahm?q=khayali", None, None), ("GET", "/search/wahm?q=&limit=0", None, None),
    ("GET", "/search/wahm?q=&facets=schema&facets=topics&facets=countries&facets=datasets", None, None),
    ("GET", "/search/wahm?q=khayali&simple=true&fuzzy=true&filter_op=AND&countries=sy&topics=sanction&schema=Person", None, None),
    ("GET", "/search/wahm?q=khayali&filter=properties.birthDate:1970-05-17&sort=caption:asc&target=true&unknown=1", None, None),
    ("GET", "/entities/wl-1", None, None), ("GET", "/entities/wl-1?nested=false", None, None), ("GET", "/entities/wf-1", None, None),
    ("GET", "/entities/wl-1/adjacent", None, None), ("GET", "/entities/wf-1/adjacent/ownershipAsset?limit=1", None, None),
    ("GET", "/entities/wf-1/adjacent?limit=1&offset=0", None, None),
    ("GET", "/reconcile/wahm", None, None), ("GET", "/reconcile/wahm/suggest/entity?prefix=khayali", None, None),
    ("GET", "/reconcile/wahm/suggest/type?prefix=pers", None, None), ("GET", "/reconcile/wahm/suggest/type?prefix=", None, None),
    ("GET", "/reconcile/wahm/suggest/property?prefix=birth", None, None), ("GET", "/reconcile/wahm/extend/property?type=Person", None, None),
    ("GET", "/reconcile/wahm/extend/property?type=Person&limit=2", None, None),
    ("POST", "/reconcile/wahm", "queries=" + '{"q0":{"query":"Yusuf al-Khayali","type":"Person","limit":3}}', F),
    ("POST", "/reconcile/wahm", "extend=" + '{"ids":["wl-1"],"properties":[{"id":"birthDate"},{"id":"nationality"}]}', F),
]
REFUSED = [
    ("GET", "/entities/other-77", None, None), ("GET", "/entities/nobody", None, None), ("GET", "/entities/nobody/adjacent", None, None),
    ("GET", "/entities/wl-1/adjacent/nothing", None, None), ("GET", "/entities/wl-1?nested=perhaps", None, None),
    ("GET", "/entities/wl-1/adjacent?limit=501", None, None), ("GET", "/entities/wl-1/adjacent?offset=9500", None, None),
    ("GET", "/search/nowhere", None, None), ("GET", "/search/wahm?limit=501", None, None), ("GET", "/search/wahm?limit=x", None, None),
    ("GET", "/search/wahm?limit=1.5", None, None), ("GET", "/search/wahm?limit=", None, None), ("GET", "/search/wahm?offset=9500", None, None),
    ("GET", "/search/wahm?schema=Nothing", None, None), ("GET", "/search/wahm?filter=birthDate", None, None),
    ("GET", "/search/wahm?facets=colours", None, None), ("GET", "/search/wahm?filter_op=XOR", None, None), ("GET", "/search/wahm?simple=perhaps", None, None),
    ("GET", "/search/wahm?changed_since=yesterday", None, None), ("GET", "/search/wahm?changed_since=2020-01-01T00:00:00Z", None, None),
    ("GET", "/search/wahm?target=perhaps", None, None), ("GET", "/search/wahm?fuzzy=2", None, None),
    ("POST", "/search/wahm", "{}", J), ("DELETE", "/match/wahm", None, None), ("GET", "/match/wahm", None, None), ("GET", "/nothing", None, None),
    ("POST", "/match/nowhere", q, J), ("POST", "/match/wahm", q, F), ("POST", "/match/wahm", q, "text/plain"), ("POST", "/match/wahm", None, J),
    ("POST", "/match/wahm", "", J), ("POST", "/match/wahm", "{", J), ("POST", "/match/wahm", "[]", J), ("POST", "/match/wahm", "{}", J),
    ("POST", "/match/wahm", "null", J), ("POST", "/match/wahm", '{"queries":{}}', J), ("POST", "/match/wahm", '{"queries":[]}', J), ("POST", "/match/wahm", many, J),
    ("POST", "/match/wahm", '{"queries":{"q":{"properties":{"name":["x"]}}}}', J), ("POST", "/match/wahm", '{"queries":{"q":{"schema":"Person"}}}', J),
    ("POST", "/match/wahm", '{"queries":{"q":null}}', J), ("POST", "/match/wahm", '{"queries":{"q":7}}', J),
    ("POST", "/match/wahm", subject(schema="Nothing"), J), ("POST", "/match/wahm", subject(schema="Address"), J), ("POST", "/match/wahm", subject(schema=7), J),
    ("POST", "/match/wahm", subject(id=7), J), ("POST", "/match/wahm", subject(properties={"name": 7}), J),
    ("POST", "/match/wahm", subject(properties={"name": None}), J), ("POST", "/match/wahm", subject(properties={"name": {}}), J),
    ("POST", "/match/wahm", subject(properties=[]), J), ("POST", "/match/wahm", q[:-1] + ',"weights":{"name":"much"}}', J),
    ("POST", "/match/wahm", q[:-1] + ',"weights":[]}', J), ("POST", "/match/wahm", q[:-1] + ',"config":{"nothing":1}}', J),
    ("POST", "/match/wahm", q[:-1] + ',"config":{"nm_number_mismatch":[]}}', J), ("POST", "/match/wahm?algorithm=magic", q, J),
    ("POST", "/match/wahm?limit=501", q, J), ("POST", "/match/wahm?limit=few", q, J), ("POST", "/match/wahm?threshold=high", q, J),
    ("POST", "/match/wahm?cutoff=", q, J), ("POST", "/match/wahm?changed_since=2020", q, J), ("POST", f"/match/wahm?{ids}", q, J),
    ("POST", "/match/wahm?limit=x&threshold=y", '{"queries":{"q":{}}}', J),
    ("GET", "/reconcile/nowhere", None, None), ("GET", "/reconcile/wahm/extend/property?type=Nothing", None, None),
    ("GET", "/reconcile/wahm/extend/property?limit=x", None, None), ("GET", "/reconcile/wahm/suggest/entity?prefix=a&limit=x", None, None),
    ("POST", "/reconcile/wahm", "queries={", F), ("POST", "/reconcile/wahm", "", F), ("POST", "/reconcile/wahm", "{}", J),
    ("POST", "/reconcile/wahm", "extend=" + '{"ids":["other-77"],"properties":[{"id":"birthDate"}]}', F),
    ("POST", "/updatez?token=wrong", None, None), ("GET", "/updatez", None, None), ("GET", "/catalog/x", None, None),
]
# Where Dalil answers otherwise on purpose; docs/yente.md says why.
ON_PURPOSE = json.loads((Path(__file__).parent / "differential.json").read_text())

differ, added = [], set()
for request in SAME + REFUSED:
    (status, mine), (real_status, real) = ours(*request), theirs(*request)
    name = f"{request[0]} {request[1][:90]} {(request[2] or '')[:110]} {request[3] or ''}".strip()
    wrong, more = [], set()
    if status != real_status:
        wrong = [f"status {status}, not {real_status} {real[:120]!r}"]
    elif status < 300:
        wrong, more = compare(json.loads(mine), json.loads(real))
    elif status == 422:
        told = [[(of["type"], of["loc"]) for of in json.loads(body)["detail"]] for body in (mine, real)]
        if told[0] != told[1]:
            wrong = [f"told {told[0]}, not {told[1]}"]
    elif status >= 400 and "detail" not in json.loads(mine):
        wrong = ["no detail"]
    added |= {re.sub(r"^\.responses\.\*|\[\]", "", at) for at in more}
    differ += [f"{name}: {what}" for what in wrong if not any(re.search(known, f"{name}: {what}") for known in ON_PURPOSE)]

print("Dalil adds:", *sorted(added))
for difference in differ:
    print("differs:", difference)
print(f"yente {settings.VERSION} itself, its index apart: {len(SAME)} answers and {len(REFUSED)} refusals compared, {len(differ)} differ")
sys.exit(1 if differ else 0)
