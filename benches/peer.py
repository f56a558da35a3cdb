"""Times nomenklatura's logic-v2 and ours in turn, and prints both with their ratio; see benches/peer.

The peer's entities have a name and nothing else, and their names are analysed before the clock starts: it caches that by
an entity's id for its last thousand entities, so pairs are compared a few hundred at a time. Mean of the fastest round.
"""

import csv
import subprocess
import sys
import time

from followthemoney import model
from followthemoney.proxy import EntityProxy
from nomenklatura.matching import LogicV2
from nomenklatura.matching.logic_v2.names.analysis import entity_names, entity_names_consolidated

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


def main(program, path, rounds):
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


if __name__ == "__main__":
    main(*sys.argv[1:])
