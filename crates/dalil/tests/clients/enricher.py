"""nomenklatura's yente enricher against a running server of testdata/manifest. Argument: the server's address."""

import sys

from followthemoney import Dataset, StatementEntity
from nomenklatura.cache import Cache
from nomenklatura.db import make_session
from nomenklatura.enrich.yente import YenteEnricher

dataset = Dataset.make({"name": "customers", "title": "Invented customers"})
cache = Cache(make_session("sqlite:///:memory:"), dataset, create=True)
config = {"type": "nomenklatura.enrich.yente:YenteEnricher", "api": sys.argv[1] + "/", "dataset": "wahm", "cutoff": 0.5}
enricher = YenteEnricher(dataset, cache, config)
subject = {"id": "c-1", "schema": "Person", "properties": {"name": ["Yusuf al-Khayali"], "birthDate": ["1970-05-17"]}}
subject = StatementEntity.from_data(dataset, subject)
matches = list(enricher.match(subject))
assert [match.id for match in matches] == ["wl-1"], matches
around = {entity.id for entity in enricher.expand(subject, matches[0])}
assert {"wl-1", "wl-1-sanction", "wf-own", "wf-1"} <= around, around
print("nomenklatura's enricher: as it asks")
