# What the command line says. Codes, list ids and dates stay as they are in both languages.
error = error
hint = hint
warning = warning
editions-held =
    { $count ->
        [one] { $count } edition
       *[other] { $count } editions
    }
newest = newest
fresh = fresh
stale = stale
imported = { $list } { $edition }: { $entries } entries, +{ $added } -{ $withdrawn } relisted { $relisted } amended { $amended }
imported-held = , held already: nothing changed
imported-extract = , an extract: withdraws nothing
more-places = and { $count } more places; --json shows them
op-added = added
op-withdrawn = withdrawn
op-relisted = relisted
op-amended = amended
diff-summary = { $list } { $from } → { $to }: { $added } added, { $withdrawn } withdrawn, { $relisted } relisted, { $amended } amended
at-place = { $code } at { $place }: { $message }
error-io = { $doing } { $path }: { $cause }
error-store = the store: { $cause }
error-not-found = not found: { $what }
error-nothing-held = no edition of any list is held
error-no-register = no register was built yet
error-no-earlier-register = no register was built before the one in use
error-register = the register file: { $cause }
error-input-too-large = { $path } is larger than { $bytes } bytes uncompressed
error-loss-before = { $lost } of the { $of } entries of the edition of { $neighbour } would be withdrawn
error-loss-after = { $lost } of this edition's { $of } entries would be withdrawn by the held edition of { $neighbour }
error-expectation = { $now } entries, where { $least } to { $most } are expected
error-growth = { $now } entries, where the edition of { $neighbour } has { $before }
error-field-loss = { $property }: { $now } for 100 entries, where the edition of { $neighbour } has { $before }
hint-nothing-held = run dalil import with the publishers' files, or dalil demo
hint-no-register = run dalil build
hint-no-earlier-register = run dalil build to make a new one
hint-register = run dalil build: a register is made again from the editions held
hint-io = check that the file or folder exists, can be written to and has room; nothing was changed
hint-store = run dalil doctor; nothing was changed
hint-refused = fetch the file again from its publisher; the last good edition stays in force
hint-other-list = leave --list out, or give the list the file is of; nothing was changed
hint-unknown-format = run dalil lists to see the lists known; nothing was changed
hint-guarded = if the file is only a part of the list, use --extract; if the publisher really took so many off, use --accept-loss REASON; the last good edition stays in force
hint-not-found = run dalil lists to see what is held
hint-too-large = give the list itself, not an archive of many
hint-field-loss = compare with dalil diff: the publisher may have dropped values for a while
hint-unexpected = if the file is only a part of the list, import it again with --extract
doctor-folder = data folder
doctor-store = which editions are held, which entries stood in each
doctor-raw = the publishers' bytes under their SHA-256, compressed
doctor-editions = editions
doctor-held = { $held } held, { $damaged } damaged
damaged = damaged
