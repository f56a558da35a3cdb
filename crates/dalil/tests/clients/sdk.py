"""yente-client (SDK) against a running server with the invented datasets of testdata/manifest. Argument: the server's address."""

import sys

from yente_client import BadRequestError, Client, Company, NotFoundError, Person

client = Client(base_url=sys.argv[1], api_key="invented")
assert client.healthz().status == "ok" and client.readyz().status == "ok"
datasets = client.datasets()
assert {"wahm", "wahm_list", "wahm_firms"} <= {dataset.name for dataset in datasets.datasets}, datasets
assert client.datasets() == datasets, "the second time by its tag"
algorithms = client.algorithms()
assert algorithms.default == "best" and algorithms.best == "dalil", algorithms

match = client.match(Person(name="يوسف الخيالي", birthDate="1970-05-17"), datasets=["wahm"])
best = match.results[0]
assert (best.id, best.match, match.total.value) == ("wl-1", True, 1), match
assert best.explanations["name_match"].score > 0.5, best.explanations
assert client.match(Person(name="Yusuf al-Khayali"), datasets=["wahm"], exclude_entities=["other-77"]).results == []
assert client.match(Company(name="Sarab Bahri Shipping"), datasets=["wahm", "wahm_list"]).results == []
pairs = [("one", Person(name="Yusuf al-Khayali")), ("other", Person(name="Zabrina Quux"))]
found = {key: [result.id for result in response.results] for key, response in client.match_iter(pairs, datasets=["wahm"])}
assert found == {"one": ["wl-1"], "other": []}, found

entity = client.fetch("wl-1")
owned = entity.properties["ownershipOwner"][0]
assert owned.properties["asset"][0].id == "wf-1", owned
assert client.fetch("other-77").id == "wl-1", "another id of it leads there"
assert client.fetch("wf-1", nested=False).properties["addressEntity"] == ["wl-3"]
assert client.adjacent("wf-1").adjacent["ownershipAsset"].total.value == 2
page = client.adjacent("wf-1", prop="ownershipAsset", limit=1)
assert len(page.results) == 1 and page.total.value == 2, page

search = client.search("khayali", datasets=["wahm"])
assert [result.id for result in search.results] == ["wl-1"] and set(search.facets) == {"countries", "topics", "datasets"}, search
assert client.search("", datasets=["wahm"], schema="Person", countries=["jo"]).total.value == 1
assert client.statements(canonical_id="wl-1", prop="name").total.value == 2
for call, wanted in (
    (lambda: client.fetch("nobody"), NotFoundError),
    (lambda: client.search("(", datasets=["wahm"]), BadRequestError),
):
    try:
        call()
    except wanted:
        continue
    raise SystemExit(f"{wanted.__name__} is wanted")
print("yente-client: as it asks")
