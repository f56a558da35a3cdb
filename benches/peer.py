"""Times peers and ours in turn, and prints both with their ratio; see benches/peer.

names:   the peer's entities have a name and nothing else, and their names are analysed before the clock starts: it caches that by
         an entity's id for its last thousand entities, so pairs are compared a few hundred at a time. Mean of the fastest round.
screens: invented customers and listed names written otherwise or in another script are asked, as `dalil bench` invents them.
         Ours is with the reasons of every hit, asked for the first time and again; logic-v2 is given the fifty entities that rapidfuzz finds likest, with all their names, and searches for
         none; rapidfuzz compares whole names letter by letter. The fastest round of each.
"""

import csv
import json
import subprocess
import sys
import tempfile
import time

from followthemoney import model
from followthemoney.proxy import EntityProxy
from nomenklatura.matching import LogicV2
from nomenklatura.matching.logic_v2.names.analysis import entity_names, entity_names_consolidated
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cdist

BATCH = 400


def entities(path):
    with open(path, encoding="utf-8", newline="") as file:
        for n, row in enumerate(csv.DictReader(file)):
            yield tuple(
                EntityProxy.from_dict(
                    {"id": f"{n}-{side}", "schema": "Person", "properties": {"name": [row[f"name{side}"]]}}
                )
                for side in (1, 2)
            )


def peer_round(pairs, config):
    """Seconds to prepare, and to compare what is prepared."""
    prepare = compare = 0.0
    for first in range(0, len(pairs), BATCH):
        batch = pairs[first : first + BATCH]
        start = time.perf_counter()
        for query, result in batch:
            for analyse in (entity_names, entity_names_consolidated):
                analyse(query, prop=None, is_query=True)
                analyse(result, prop=None)
        prepare += time.perf_counter() - start
        start = time.perf_counter()
        for query, result in batch:
            LogicV2.compare(query, result, config)
        compare += time.perf_counter() - start
        entity_names.cache_clear()
        entity_names_consolidated.cache_clear()
    return prepare, compare


def our_round(program):
    said = subprocess.run([program, "3"], check=True, capture_output=True, text=True).stdout
    figures = dict(line.split("\t") for line in said.splitlines())
    return float(figures["prepare_ns"]), float(figures["compare_ns"])


def names(program, path, rounds):
    pairs = list(entities(path))
    config = LogicV2.default_config()
    peer_round(pairs[:BATCH], config)  # loads the tables
    peer, ours = [], []
    for _ in range(int(rounds)):
        peer.append(peer_round(pairs, config))
        ours.append(our_round(program))
    print(f"{len(pairs)} pairs, {rounds} rounds in turn, the fastest of each\n")
    print("| | logic-v2 | ours | times faster |\n| --- | ---: | ---: | ---: |")
    for at, (label, times) in enumerate([("preparing a name, µs", 2), ("comparing two prepared names, µs", 1)]):
        theirs = min(round[at] for round in peer) / (times * len(pairs)) * 1e6
        own = min(round[at] for round in ours) / 1e3
        print(f"| {label} | {theirs:.2f} | {own:.2f} | {theirs / own:.0f} |")


# Questions to rapidfuzz and to logic-v2.
BY_LETTERS, BY_PEER = 100, 30
CANDIDATES = 50
CUTOFF = 0.85


def processor_seconds(work):
    start = time.process_time()
    said = work()
    return time.process_time() - start, said


def by_letters(questions, listed):
    """Seconds a question, all asked at once."""
    scorer = JaroWinkler.similarity
    took, _ = processor_seconds(lambda: cdist(questions, listed, scorer=scorer, score_cutoff=CUTOFF, workers=1))
    return took / len(questions)


def likest(question, listed, of):
    scores = cdist([question], listed, scorer=JaroWinkler.similarity, workers=1)[0]
    found = {}
    for at in scores.argsort()[::-1]:
        found.setdefault(of[at], None)
        if len(found) == CANDIDATES:
            return list(found)
    return list(found)


def by_peer(asked, config):
    """Seconds a question over its candidates, their names analysed anew as for a subject that was not asked before."""
    took = 0.0
    for question, candidates in asked:
        entity_names.cache_clear()
        entity_names_consolidated.cache_clear()
        took += processor_seconds(lambda: [LogicV2.compare(question, one, config) for one in candidates])[0]
    return took / len(asked)


def ours(program, data, *arguments):
    command = [program, "--data", data, "--json", "bench", *arguments]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def screens(program, data, rounds, each):
    said = subprocess.run([program, "--data", data, "export"], check=True, capture_output=True, text=True).stdout
    entities = [json.loads(line) for line in said.splitlines()]
    entities = [entity for entity in entities if entity["properties"].get("name")]
    listed, of = [], []
    for at, entity in enumerate(entities):
        for name in entity["properties"]["name"] + entity["properties"].get("alias", []):
            listed.append(name)
            of.append(at)
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/names.txt"
        ours(program, data, "--each", each, "--names", path)
        with open(path, encoding="utf-8") as file:
            questions = file.read().splitlines()
        # Customers come first; the others are names of someone listed.
        customers = f"{folder}/customers.txt"
        with open(customers, "w", encoding="utf-8") as file:
            file.writelines(f"{name}\n" for name in questions[: int(each)])
        beside(program, data, {"all": path, "customers alone": customers}, int(rounds), questions, entities, listed, of)


def beside(program, data, paths, rounds, questions, entities, listed, of):
    config = LogicV2.default_config()

    def proxy(entity):
        of_names = {key: entity["properties"][key] for key in ("name", "alias") if key in entity["properties"]}
        return EntityProxy.from_dict({"id": entity["id"], "schema": entity["schema"], "properties": of_names})

    def question(n, name, candidates):
        return EntityProxy.from_dict({"id": f"asked-{n}", "schema": candidates[0].schema.name, "properties": {"name": [name]}})

    asked = []
    for n, name in enumerate(questions[:: max(len(questions) // BY_PEER, 1)][:BY_PEER]):
        candidates = [proxy(entities[at]) for at in likest(name, listed, of)]
        asked.append((question(n, name, candidates), candidates))
    by_peer(asked[:2], config)  # loads the tables
    letters, peer = [], []
    first, again = {of: [] for of in paths}, {of: [] for of in paths}
    for _ in range(rounds):
        for of_whom, path in paths.items():
            kind = ours(program, data, "--file", path)["kinds"][0]
            first[of_whom].append(1 / kind["first"]["a_second"])
            again[of_whom].append(1 / kind["again"]["a_second"])
        letters.append(by_letters(questions[:: max(len(questions) // BY_LETTERS, 1)][:BY_LETTERS], listed))
        peer.append(by_peer(asked, config))
    print(f"{len(entities)} entities, {len(listed)} names; {len(questions)} questions, {rounds} rounds in turn, the fastest of each\n")
    print("| | screens a second | times logic-v2 | times rapidfuzz |\n| --- | ---: | ---: | ---: |")
    peer, letters = min(peer), min(letters)
    print(f"| logic-v2 over {CANDIDATES} given candidates | {1 / peer:.1f} | | |")
    print(f"| rapidfuzz Jaro-Winkler over every name, cutoff {CUTOFF} | {1 / letters:.1f} | | |")
    for of_whom in paths:
        for label, seconds in [("first", min(first[of_whom])), ("again", min(again[of_whom]))]:
            print(f"| ours, {of_whom}, asked {label} | {1 / seconds:.0f} | {peer / seconds:.0f} | {letters / seconds:.0f} |")


if __name__ == "__main__":
    {"names": names, "screens": screens}[sys.argv[1]](*sys.argv[2:])
