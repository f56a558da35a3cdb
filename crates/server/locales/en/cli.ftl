# What the command line says. Codes, list ids and dates stay as they are in both languages.
error = error
hint = hint
warning = warning
editions-held =
    { $count ->
        [one] { $count } edition
       *[other] { $count } editions
    }
extracts-held =
    { $count ->
        [0] { "" }
        [one] , { $count } of them an extract
       *[other] , { $count } of them extracts
    }
an-extract = an extract
newest = newest
fresh = fresh
stale = stale
imported = { $list } { $edition }: { $entries } entries, +{ $added } -{ $withdrawn } relisted { $relisted } amended { $amended }
imported-mended = , held already: its stored bytes were damaged and are whole again
imported-held = , held already: nothing changed
imported-corrected = , held already: its day was { $day }, it is { $edition } now
imported-made-extract = , held already: an extract from now on, withdraws nothing
imported-made-whole = , held already: no extract any more
imported-extract = , an extract: withdraws nothing
more-places = and { $count } more places; --json shows them
op-added = added
op-withdrawn = withdrawn
op-relisted = relisted
op-amended = amended
diff-formats = the two editions are of different formats ({ $from }, { $to }): what they print otherwise counts as amended
diff-summary = { $list } { $from } → { $to }: { $added } added, { $withdrawn } withdrawn, { $relisted } relisted, { $amended } amended
built = register { $register }: { $entities } entities, { $standing } of them stand on a list
built-same = register { $register }: { $entities } entities, { $standing } of them stand on a list; the same as before
rolled-back = register { $register } of { $built } is in use again
register-behind = editions were taken in after the register in use was built
register-named = register { $register }
stands-since = stands since { $from }
stood-until = stood from { $from }, gone from { $until }
printed-as-taken-off = printed by its publisher as taken off
on-no-list = on no list now
nothing-found = nothing found for { $text }
stated-in = stated in
see-also = more:
more-hits = and { $count } more; --limit shows them
no-hit = no possible match in register { $register }…
hits-are-questions = register { $register }…; each possible match is a question that a person answers
unknown-columns = these columns mean nothing to a screening and were not looked at: { $columns }
table-screened = { $subjects } subjects: { $with_hits } with possible matches, { $not_screened } not screened; register { $register }…
table-missing-column = the table has no column { $what }
table-repeated-column = the table has the column { $what } twice
table-heading = the heading of the table cannot be read: { $what }
compare-may-match = may be one person
compare-differs = below the threshold
output-is-input = the answers would replace the table that was given; name another file with --out
table-added-column = the table has a column { $what } already, which the answers add
hint-added-column = give that column another name: it would stand beside the answer under one name; nothing was written
id-empty = line { $line }: the row has no id; it is screened, and nothing tells its answer from others
id-repeated = line { $line }: the id { $id } stood on line { $first } already; both are screened
id-doubts-more = rows like these beyond the first { $shown }: { $count }
hint-ids = give each row an id of its own: the answers are told apart by it
pairs-compared-in-part = { $rows } pairs; { $not_compared } of them were not compared: their score and match are empty
hint-pairs-in-part = mend the rows named above and compare them again
pairs-compared = { $rows } pairs compared
doctor-registers = register files, each under its SHA-256
doctor-in-use = register in use
doctor-damaged = damaged; run dalil build
hint-doctor = import the damaged editions' files again; their bytes are replaced
doctor-none = none; run dalil build
fictitious = FICTITIOUS: every list in this folder is invented, for demonstration
demo-files = the invented files, in their publishers' formats: { $path }
demo-again = this folder held another demonstration; its invented lists are gone and these take their place
demo-asks = Asked: { $name }
demo-try = To go on:
demo-folder-note = every answer from this folder is about invented people
at-place = { $code } at { $place }: { $message }
error-io = { $doing } { $path }: { $cause }
error-store = the store: { $cause }
error-not-found = not found: { $what }
error-no-entity = no entity has the reference { $what }
error-holds-published = { $path } holds editions of published lists
error-holds-invented = { $path } holds the demonstration's invented lists only
doing-reading = reading
doing-writing = writing
doing-making = making
doing-locking = locking
error-no-edition = { $list } has no edition of { $day }
error-no-earlier-edition = { $list } has no edition before that one: there is nothing to compare it with
error-stored-bytes-damaged = { $path } no longer has its hash: its bytes have changed since they were stored
error-nothing-held = no edition of any list is held
error-no-register = no register was built yet
error-no-earlier-register = no register was built before the one in use
error-register = the register file: { $cause }
error-packing-cut = { $path }: the { $packing } stream ends too early: the file was cut
error-packing-damaged = { $path }: the { $packing } content is damaged, or packed in a way that is not read (as with a password)
error-packing-files =
    { $files ->
        [0] { $path }: the zip holds no file
       *[other] { $path }: the zip holds { $files } files, not one
    }
error-input-too-large = { $path } is larger than { $bytes } bytes uncompressed
error-loss-before = { $lost } of the { $of } entries of the edition of { $neighbour } would be withdrawn
error-loss-after = { $lost } of this edition's { $of } entries would be withdrawn by the held edition of { $neighbour }
error-expectation = { $now } entries, where { $least } to { $most } are expected
error-future-day = the day of the edition, { $day }, has not come yet; no later edition would take effect before it
error-growth = { $now } entries, where the edition of { $neighbour } has { $before }
error-field-loss = { $property }: { $now } for 100 entries, where the edition of { $neighbour } has { $before }
hint-holds-published = give the demonstration a folder of its own with --data DIR
hint-holds-invented = give the published lists another folder with --data DIR
hint-no-earlier-edition = import an older edition too, or give --from and --to
hint-stored-bytes-damaged = import the same file of the edition again, or run dalil build for a register
hint-nothing-held = run dalil import with the publishers' files, or dalil demo
hint-no-register = run dalil build
hint-no-earlier-register = run dalil build to make a new one
hint-register = run dalil build: a register is made again from the editions held
hint-not-screened = give a name or a document's number, and the date as 1970, 1970-05, 1970-05-17 or 1968..1972
hint-table = the first row names the columns: id, name, and any of birth_date, nationality, document, schema, gender
hint-pairs = the first row names the columns: name1, name2, and any others, which are kept
hint-no-entity = dalil search TEXT finds entities by name
hint-io = check that the file or folder exists, can be written to and has room; nothing was changed
hint-store = run dalil doctor; nothing was changed
hint-refused = fetch the file again from its publisher; the last good edition stays in force
hint-other-list = leave --list out, or give the list the file is of; nothing was changed
hint-unknown-format = run dalil lists to see the lists known; nothing was changed
hint-guarded = if the file is only a part of the list, use --extract; if the publisher really took so many off, use --accept-loss REASON; the last good edition stays in force
hint-not-found = run dalil lists to see what is held
hint-packing = get the file again, and unpack it with another tool to see whether it is whole; nothing was changed
hint-packing-files = unpack it and name one of its files, or each file of a set; nothing was changed
hint-too-large = give the list itself, not an archive of many
hint-future-day = check the date of this machine; if the file is wrong, give the day with --published DATE
hint-field-loss = compare with dalil diff: the publisher may have dropped values for a while
hint-unexpected = if the file is only a part of the list, import it again with --extract
doctor-folder = data folder
doctor-store = which editions are held, which entries stood in each
doctor-raw = the publishers' bytes under their SHA-256, compressed
doctor-editions = editions
doctor-held = { $held } held, { $damaged } damaged
damaged = damaged
