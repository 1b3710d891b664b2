/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SPR_BASE_LIMITS_H
#define SPR_BASE_LIMITS_H

/* One line for each bound, with its reason beside it. */
/* clang-format off */

/* Every bound of the engine, each with its reason. Nothing grows without one of these. */

/* -- source files --------------------------------------------------------------------------------------- */
#define SPR_MAX_YAML_BYTES (256u * 1024)         /* libyaml is quadratic on hostile input; ten times the largest workflow */
#define SPR_MAX_YAML_DEPTH 32                    /* libyaml has no depth limit of its own */
#define SPR_MAX_YAML_EVENTS 20000                /* bounds the tree that one file can make */
#define SPR_MAX_SCALAR_BYTES 4096                /* a title or an expression, not a document */
#define SPR_MAX_LUA_BYTES (64u * 1024)           /* capped before the parser sees it: it has no budget */
#define SPR_MAX_NAME 64                          /* names appear in paths, messages and columns */
#define SPR_MAX_EVENT_NAME 512                   /* done.state. and the path of a state sixteen workflows deep */
#define SPR_MAX_SITE_FILES 2000                  /* fifty cities with packages and stories, tenfold */
#define SPR_MAX_SITE_BYTES (64u * 1024 * 1024)   /* all sources of a site together */
#define SPR_MAX_DIAGS 1000                       /* nobody reads more; the rest is counted */
#define SPR_MAX_MESSAGE_BYTES 600                /* one diagnostic, a long quoted text cut */
#define SPR_MAX_NEAR 256                         /* code points of a name that "did you mean" looks at: a path of states */
#define SPR_MAX_SHOWN_COLUMNS 160                /* of a source line in a diagnostic; a terminal or two */

#define SPR_MAX_RUN_BYTES (1024u * 1024 * 1024)  /* what one command keeps until it ends: sources, trees, diagnostics */
#define SPR_MAX_LINE_BYTES (1024u * 1024)        /* one line of input of `try`; a whole case file */
#define SPR_MAX_OUTPUT_BYTES (256u * 1024 * 1024) /* one report or one line of output */

/* -- definitions ---------------------------------------------------------------------------------------- */
#define SPR_MAX_STATES 4096                      /* of one composed workflow; 512 bytes of configuration set */
#define SPR_MAX_TRANSITIONS 16384                /* four for each state at most sizes */
#define SPR_MAX_FIELDS 512                       /* a case file that a person can still read */
#define SPR_MAX_USE_DEPTH 16                     /* workflows within workflows */
#define SPR_MAX_STATE_DEPTH 128                  /* states within states of one composed workflow; bounds every walk up or down */
#define SPR_MAX_PATH 1024                        /* bytes of a state's full path; it appears in messages and in the journal */
#define SPR_MAX_DEFINITION_BYTES (64u * 1024 * 1024) /* arena of one resolved workflow */

/* -- pictures ------------------------------------------------------------------------------------------- */
#define SPR_MAX_DRAWN_STATES 1000                /* of one picture; nobody finds a way through more */
#define SPR_MAX_DRAWN_TRANSITIONS 4000           /* four for each of these */
#define SPR_MAX_DRAWN_WIRES 4000                 /* arrows; transitions with the same ends share one */
#define SPR_MAX_DRAWN_PARTS 20000                /* boxes, labels and the bends of long arrows: what time grows with; 0.3 s */
#define SPR_MAX_DRAWN_ENTRIES 4096               /* of a case's journal, the last ones: where it has been; 20 ms */
#define SPR_MAX_DRAWING_STEPS 10000000           /* towards the best places in one box; 0.3 s */
#define SPR_MAX_LABEL_BYTES (64u * 1024)         /* one text of a picture: all conditions of a transition */
#define SPR_MAX_DRAWING_BYTES (64u * 1024 * 1024) /* of all that it takes to draw, and of the picture */

/* -- values --------------------------------------------------------------------------------------------- */
#define SPR_MAX_VALUE_DEPTH 20                   /* nesting of a value */
#define SPR_MAX_NESTING 64                       /* no value is ever built deeper, so that walks over values may recurse */
#define SPR_MAX_VALUE_NODES 5000                 /* parts of one value, shared parts counted each time */
#define SPR_MAX_VALUE_BYTES (64u * 1024)         /* text of one value */
#define SPR_MAX_CASE_BYTES (1024u * 1024)        /* one case file; a row of the journal stays below SQLite's limit */

/* -- a step --------------------------------------------------------------------------------------------- */
#define SPR_MAX_MICROSTEPS 1000                  /* the language's own number */
#define SPR_MAX_INTERNAL_EVENTS 1000             /* queued at one time */
#define SPR_MAX_IMMEDIATE_SENDS 1000             /* sends and timers without delay that follow one event; the language's own number */
#define SPR_MAX_PENDING 1000                     /* timers and sends of one case */
#define SPR_MAX_OPEN_TASKS 1000                  /* tasks of one case */
#define SPR_MAX_MOVES 200                 /* extensions and suspensions of one deadline */
#define SPR_MAX_TASK_HANDS 32             /* institutions that share one task */
#define SPR_MAX_SEEN_BY 512               /* institutions that may know of one case: every role, task and place of it */
#define SPR_MAX_REPEATS 10000             /* how often a task with `every` of days or more opens; a daily one for 27 years */
#define SPR_MAX_LOG_BYTES (64u * 1024)           /* log of one step */
#define SPR_MAX_STEP_ITEMS 200000                /* effects, or anything else that one step lists: a thousand microsteps of 200 */
#define SPR_MAX_REASON_BYTES 300                 /* one reason or error text */

/* -- rules ---------------------------------------------------------------------------------------------- */
#define SPR_WORK_BUDGET 1000000                  /* units of one step: an instruction is one; part of the language's version */
#define SPR_WORK_SLICE 1000                      /* instructions between two looks of the count hook */
#define SPR_MAX_LUA_MEMORY (16u * 1024 * 1024)   /* of one city's state; far above what the budget can fill in good faith */
#define SPR_MAX_LUA_NESTING 100                  /* of code; Lua's own parser allows 200 */
#define SPR_MAX_LUA_CONSTANTS 200                /* of one function that calculates: with over 255, Lua 5.4.4 makes wrong code */
#define SPR_MAX_LUA_STRING (64u * 1024)          /* comparing strings is work that no instruction counts */
#define SPR_MAX_LUA_BLOCK (88u * 1024)           /* one table's part or the stack: 4096 elements, 2048 keys, 5120 slots */
#define SPR_MAX_LUA_SCRATCH (1024u * 1024)       /* texts that library functions are about to make, nested calls together */
#define SPR_MAX_LUA_PINS 20000                   /* values that views of one step hold */
#define SPR_MAX_LUA_ARGS 8                       /* fields that an expression takes as arguments; few rules weigh more */
#define SPR_MAX_LUA_DEPTH 100                    /* calls between Lua and C; Debian's Lua 5.4.4 allows 200 */
#define SPR_MAX_SUBJECT (64u * 1024)             /* of a pattern match */
#define SPR_MAX_PATTERN 256                      /* of a pattern */
#define SPR_MAX_FORMAT_BYTES (64u * 1024)        /* what string.format and string.rep may make */
#define SPR_MAX_UNPACK 200                       /* results of table.unpack; Lua's stack */

/* -- store ---------------------------------------------------------------------------------------------- */
#define SPR_MAX_STORED_TEXT 4096                 /* one text of a skeleton or change: a path, an event's name, a user's */
#define SPR_MAX_CONFIGURATION (64u * 1024)       /* all active states of a case: many regions, with long paths */
#define SPR_MAX_CHANGES 10000                    /* of one entry: all tasks and deadlines of a case gone and new, a few times */
#define SPR_MAX_CHANGES_BYTES (1024u * 1024)     /* of one entry, as stored */
#define SPR_MAX_STORED_BYTES (4u * 1024 * 1024)  /* one body or snapshot: a case file and what the step says about it */
#define SPR_MAX_OBJECT_BYTES (64u * 1024 * 1024) /* a definition or environment; the arena of one is no larger */
#define SPR_MAX_STORE_MARKS 8                    /* steps within steps; one is usual */
#define SPR_MAX_STORE_PATH 480                   /* of a database or backup; SQLite takes 512 bytes with its own endings */
#define SPR_MAX_INTERNED_BYTES (16u * 1024 * 1024) /* cache of names and hashes of one handle; emptied when half full */
#define SPR_MAX_HEADS (256u * 1024)              /* cases whose last hash a reader of the journal keeps: 20 MB; others are looked up */
#define SPR_SLICE_ENTRIES 4096                   /* read in one transaction; a millisecond or two, so that the log can be emptied */
#define SPR_CHECKPOINT_PAGES 384                 /* of the write-ahead log (1.5 MB) before it is copied back: a millisecond, for which all who write wait */
#define SPR_KEPT_WAL_BYTES (64 * 1024 * 1024)    /* the log is cut to that when it begins anew */
#define SPR_WRITER_CACHE_BYTES (24 * 1024 * 1024) /* SQLite's pages: inner pages of the trees of ten million cases */
#define SPR_READER_CACHE_BYTES (4 * 1024 * 1024) /* of a handle that only reads: there may be several, and what one drops the system still has */

/* -- cases ---------------------------------------------------------------------------------------------- */
#define SPR_FIRST_RETRY_MS 60000                 /* what failed is tried again after a minute, then after four times as long ... */
#define SPR_DAILY_RETRY_MS 86400000              /* ... after a day, and from then on after twice as long, ... */
#define SPR_LAST_RETRY_MS (32 * 86400000LL)      /* ... until it is every 32 days: each try is an entry, and they stay a dozen a year */
#define SPR_ANSWERS_KEPT_MS (7 * 86400000LL)      /* answers under an idempotency key; whoever asks again later has lost it */
#define SPR_MAX_ENTRY_BYTES (4u * 1024 * 1024)   /* body or snapshot of one entry: a case file, its patch and a full receipt */
#define SPR_BATCH_REQUESTS 256                   /* that share one commit: more would make the first one wait for long */
#define SPR_BATCH_MS 5                           /* nobody joins a batch after it: the first one waits for it, too */
#define SPR_GATHER_MS 1                          /* for the next batch to become as large as the last; less than most fsyncs */
#define SPR_GATHER_REQUESTS 12                   /* no more are waited for: they bear a commit, and the others are read while it lasts */
#define SPR_REST_US 300                          /* between two batches: longer than another process naps before it looks again */
#define SPR_RESTLESS_US 20000                    /* without such a pause; so it costs a hundredth of the time */
#define SPR_MAX_CLOCK_JUMP_MS 86400000           /* ahead: more is no correction; deadlines would pass before anyone sees it */
#define SPR_STRAIN_HITS 8                        /* steps of a city that met a limit: so many are no accident, and cost 0.1 s or so */
#define SPR_STRAIN_WITHIN_MS 10000               /* ... within this time; less often it does the others no harm */
#define SPR_STRAIN_PAUSE_MS 60000                /* the city is refused so long: it can take 0.2 % of the writer's time */
#define SPR_STRAINED_CITIES 64                   /* that are counted at once; a deploy breaks a package, seldom all of them */
#define SPR_TICK_PASSED 1000                     /* cases or messages that one batch of timers may pass over */
#define SPR_TICK_STEPS 64                        /* timers in one batch, so that people wait for milliseconds at most */
#define SPR_MIN_FREE_BYTES (4u << 20)            /* a disk with less is full: a batch, its log and the access log need that at once */
#define SPR_UNWRITTEN_MS 30000                   /* so long a batch that could not be written speaks against the next; nobody may try while it does */
#define SPR_TICK_PAUSE_MS 1000                   /* how often an idle writer looks for what is due, and for what others wrote */
#define SPR_SEAL_ENTRIES 1000                    /* entries between two seals, at most */
#define SPR_SEAL_ROUNDS 600                      /* of timers between two seals of what is less: ten minutes, where all is quiet */
#define SPR_SEAL_WAIT_MS 100                     /* how long closing waits for another writer, to seal: that one will, too */
#define SPR_VERIFY_BYTES (36u * 1024 * 1024)     /* what is kept of cases while their entries are read; with all else it stays under 64 MB */
#define SPR_VERIFY_LIVE 2048                     /* cases kept in memory between two of their steps that are decided again; a power of two */
#define SPR_VERIFY_LIVE_BYTES (14u * 1024 * 1024) /* what these take up, of SPR_VERIFY_BYTES */
#define SPR_VERIFY_SLICE 1024                    /* entries between two looks at the key file, so that its log can be emptied */
#define SPR_VERIFY_TOLD 100                      /* faults that are told; the rest is counted */
#define SPR_VERIFY_PROGRESS 10000                /* entries between two words about how far it has come */
#define SPR_MAX_INDICATORS 64                    /* of one workflow in one city: a bit for each */
#define SPR_INDICATOR_BYTES (40u * 1024 * 1024)  /* what is kept of cases while indicators are counted: half a million in one pass, and with all else under 64 MB */
#define SPR_INDICATOR_SLICE 512                  /* entries or cases between which others read: some milliseconds */
#define SPR_GIVE_WAY_US 200                      /* how often a slice looks whether those before it have read: a page's work */
#define SPR_GIVE_WAYS 50                         /* ... and how many times: with 10 ms between slices, a report still ends */
#define SPR_INDICATOR_FEW 16                     /* entries for each case that is counted, from which on cases are read one by one */
#define SPR_RECOUNT_CASES 64                     /* looked at in one batch after a deploy, so that people wait for milliseconds at most */
#define SPR_BUSY_MS 10000                        /* how long a command waits for another process that writes */
#define SPR_BUSY_LAST_MS 50                      /* the same, where one's own turn came late: for some batches of the other one */
#define SPR_SERVE_BUSY_MS 3000                   /* how long a request to the server does: twice, for the journal and for who reads it, is within SPR_STOP_MS */
#define SPR_LISTED 50                            /* cases in one page of a list, unless told */
#define SPR_MAX_PAGE_BYTES (4u * 1024 * 1024)    /* bodies in one page of a journal; the rest comes with the next page */
#define SPR_MAX_LISTED 1000                      /* the same, at most */
#define SPR_MAX_LISTED_TEXT 256                  /* of a listed text: what a column of a list shows, and an index compares */
#define SPR_MAX_TOKEN_BYTES 320                  /* sealed in a token: where a list sorted by a text goes on, which
                                                    is the longest */
#define SPR_MAX_FETCHED 2000 /* cases that are fetched and sorted for one page of a list: some milliseconds */
#define SPR_MAX_GATHERED                                                                                      \
  50000 /* that an index is looked through for, for one page: beyond, each twentieth of a million is met soon */
#define SPR_MAX_WISHES 8                         /* listed fields that one filter asks for */
#define SPR_MAX_WORDING 64                       /* of a word that is searched for; longer ones are alike if they begin alike */
#define SPR_MAX_SOUGHT 8                         /* words that one search asks for */
#define SPR_MAX_SOUGHT_BYTES 256                 /* of a search, as a person writes it */
#define SPR_MIN_SOUGHT_ID 4                      /* characters of a case's id by which it is found: one case in a million by chance */
#define SPR_MAX_LOOKED 2000                      /* cases that a search looks at for one page, where its words do not tell which: some 10 ms */
#define SPR_MAX_WORD_BLOCKS 40000                /* sets of numbers that a search reads: some milliseconds; of words that each of a million cases says, four have that many */
#define SPR_MIN_EXACT 4                          /* letters and digits of an identifier that is found whole: what is shorter is none */
#define SPR_MAX_EXACT_BYTES 64                   /* the same, at most: the longest international ones have 34 */
#define SPR_MAX_EXACT 8                          /* identifiers of one field: a person with documents of four countries */
#define SPR_EXACT_CHARS 33                       /* of a kept one: "#" and 128 bits in hexadecimal */
#define SPR_MAX_SIFTED 500                       /* cases that a search finds and that are counted: each is opened */
#define SPR_MAX_LEXICON_BYTES (64u * 1024 * 1024) /* titles of all that is deployed: a hundred cities with five packages take 10 MB */
#define SPR_MAX_VIEW_INSTITUTIONS 64             /* whose part one person takes; a regional office has a dozen */
#define SPR_MAX_VIEW_MUNICIPALITIES 400          /* all of the largest voivodeship, which has 314 */
#define SPR_MAX_EMERGENCY_REASON 1000            /* characters are bytes here; a few sentences, and somebody reads all of it */
#define SPR_MAX_EMERGENCIES 50                   /* the last ones that a case tells of; the journal has all */
#define SPR_MAX_AMONG 200                        /* cases that a list is narrowed to by their numbers; each was opened to find it */
#define SPR_MAX_ALARMS 1000                      /* the last emergencies, whose cases are opened for that: some hundredths of a second; more in a month are a report */
#define SPR_MAX_VOLUMES 256                      /* compiled definitions that are kept: fifty cities with five packages */

/* -- time ----------------------------------------------------------------------------------------------- */
#define SPR_MIN_YEAR 1                           /* proleptic Gregorian calendar, ISO 8601 years of four digits */
#define SPR_MAX_YEAR 9999
#define SPR_FIRST_DAY (-719162)                  /* 0001-01-01 */
#define SPR_LAST_DAY 2932896                     /* 9999-12-31 */
#define SPR_MAX_DURATION_DAYS 36525              /* a hundred years; no legal term is longer */
#define SPR_MAX_HOLIDAY_RULES 256                /* of one calendar */
#define SPR_MAX_LEFT_OUT 30                      /* holidays that one line of a deadline's arithmetic names; more than two years have */
#define SPR_MAX_WEEKEND_PERIODS 64               /* of one calendar; a country changes its week once in decades */
#define SPR_MAX_TZIF_BYTES (64u * 1024)          /* one zone's data; the largest of 2025 has 3.5 kB */
#define SPR_MAX_SHOWN_STATES 256                 /* active states that one line of a trace names */
#define SPR_MAX_KEPT_CLOCKS 256           /* what befell deadlines in a story, for its explanation: the last of it */
#define SPR_MAX_SHOWN_STEPS 20            /* steps that explain a failed expectation: the last ones */
#define SPR_MAX_STORY_STEPS 1000                 /* of one story */
#define SPR_MAX_LINKED_CASES 100                 /* of one story or one `try` */
#define SPR_MAX_HOPS 100                         /* messages between linked cases that follow from one another */
#define SPR_MAX_INCIDENTS_SHOWN 20               /* texts of incidents that are kept; the rest is counted */
#define SPR_MAX_TICKS 100000                     /* timers fired by one `advance`: a loop of timers ends */

/* -- who may enter --------------------------------------------------------------------------------------- */
#define SPR_MAX_USER_NAME 48                     /* of a user or token: it stands in journals and columns */
#define SPR_MAX_BOUND 256                        /* institutions, or municipalities, of one user or token */
#define SPR_MAX_BOUND_BYTES 8192                 /* their names together */
#define SPR_MIN_PASSWORD 12                      /* characters; length is what helps, so nothing is asked of their kinds */
#define SPR_MAX_PASSWORD 128                     /* bytes: nobody types more, and hashing them costs time */
#define SPR_HASH_BYTES (19u * 1024 * 1024)       /* memory of one hash of a password, and ... */
#define SPR_HASH_PASSES 2                        /* ... passes over it: what OWASP asks of Argon2id; 30 ms or so */
#define SPR_HASHES 2                             /* passwords hashed at once: 38 MB, and two processors */
#define SPR_HASH_QUEUE 16                        /* that wait for it, a quarter of a second; more are told to come again */
#define SPR_SESSION_IDLE_MS (15 * 60000)         /* a desk that was left */
#define SPR_SESSION_MS (8 * 3600000)             /* a working day */
#define SPR_MAX_SESSIONS 16                      /* of one user; the one that was used least lately makes room */
#define SPR_CONFIRMED_MS (5 * 60000)             /* how long a password that was given counts for what matters */
#define SPR_TOUCH_MS 60000                       /* how exactly the last use of a session or token is known */
#define SPR_UPKEEP_MS 60000                      /* between two looks for sessions and links that are over */
#define SPR_MAX_LINK_MS (7 * 86400000LL)         /* a one-time link: a letter with a first password takes days */
#define SPR_MAX_TOKEN_MS (2 * 366 * 86400000LL)  /* a bearer token; somebody should look at it every two years */
#define SPR_TOKEN_RATE 100                       /* requests of one token per second: few programs of a city need more */
#define SPR_KNOWN_TOKENS 64                      /* that need not be looked up again: a city has a few programs */
#define SPR_MAX_TOKEN_RATE 1000000               /* the same, for one that does: more than a machine answers */
#define SPR_LOGIN_FREE 3                         /* wrong passwords without a pause: people mistype */
#define SPR_LOGIN_PAUSE_MS 1000                  /* after the next one, doubled with each ... */
#define SPR_LOGIN_LAST_PAUSE_MS (15 * 60000)     /* ... up to this: 100 tries a day; nobody is locked out for good */
#define SPR_LOGIN_PEER_FREE 20                   /* of one address, where a whole office may sit behind it */
#define SPR_LOGIN_KNOWN_MS (INT64_C(30) * 24 * 3600000) /* an address is a name's own after it came in from there: leave and illness are shorter */
#define SPR_LOGIN_FORGET_MS (24 * 3600000)       /* without a wrong one, all is forgotten */
#define SPR_MAX_LIMITED 4096                     /* names, addresses and tokens whose rates are known: half a megabyte */
#define SPR_MAX_READ_IDS 1000                    /* cases of one row of the access log: a page of a list */
#define SPR_MAX_READ_TEXT 4096                   /* one text of it: all institutions of a user */

/* -- keys ----------------------------------------------------------------------------------------------- */
#define SPR_MAX_CASE_ID 64                       /* a case's id: 16 characters are drawn, a host may bring its own */
#define SPR_MAX_KEY_PATH 4096                    /* of a key file or master key; PATH_MAX of the systems we run on */
#define SPR_MAX_KEY_CITIES 4096                  /* municipalities of one key file; twice those of a large country */
#define SPR_MAX_CACHED_CITIES 64                 /* municipality keys held unwrapped; another one costs a microsecond */
#define SPR_MAX_CACHED_KEYS 8192                 /* case keys held unwrapped: 512 kB of locked memory for each handle */
#define SPR_MIN_CACHED_KEYS 64                   /* with less memory to lock than this needs (8 kB) there is no handle */
#define SPR_ERASE_PAGE 64                        /* cases erased in one batch */
#define SPR_MAX_REPLACED 1000                    /* databases that restores have put aside, one beside the other */
#define SPR_SCRUB_MS 100                         /* how long emptying a log waits for readers: meanwhile nobody can write */
#define SPR_SCRUB_ROUNDS 10                      /* of timers, between two tries to empty a log that somebody reads */
#define SPR_MAX_SUBJECT_EXPR 100                 /* bytes of an expression in what a timer is called; longer ones are left out */
#define SPR_MAX_RETRIED 64                       /* things of one case that `case retry` tries at once; the rest with the next */
#define SPR_SEAL_BLOCK 16                        /* sealed bytes come in multiples of it: their length tells less, and costs 8 bytes each */
#define SPR_MAX_SEAL_CONTEXT 256                 /* what sealed bytes are bound to: a word, an id and numbers */

/* -- HTTP ----------------------------------------------------------------------------------------------- */
#define SPR_WORKERS 64                           /* requests at once: 32 senders share a commit, and pages are read beside them */
#define SPR_WORKER_STACK (1024u * 1024)          /* of each; whoever writes for all needs half of it */
#define SPR_WRITER_STACK (1024u * 1024)          /* of the thread that writes for those who do not wait; Lua may take half of it */
#define SPR_MALLOC_ARENAS 2                      /* of the C library: one for each worker would keep what each has once used */
#define SPR_MAX_OPEN_FILES 4096                  /* what the server asks for: sockets, and the files of its databases */
#define SPR_SPARE_ERRANDS 32                     /* memory for requests that is kept for the next ones: a batch's; 0.3 MB */
#define SPR_SPARE_EXCHANGES 64                   /* the same of the transport, with what they were read into; 1.3 MB */
#define SPR_SPARE_BYTES (16u * 1024)             /* of each what it was read into: what is longer goes back */
#define SPR_MAX_WAITING 256                      /* requests that wait for a worker: a tenth of a second's; later ones are told to come back */
#define SPR_MAX_REPORTS 4                        /* requests at once that may take seconds: they read in turns, and pages are read between */
#define SPR_SOON_BYTES 4096                      /* of a body that is read on the one thread of the library: 0.1 ms */
#define SPR_MAX_HTTP_BODY (64u * 1024)           /* of a request: a case file with all its texts */
#define SPR_MAX_ANSWER_BYTES (8u * 1024 * 1024)  /* of an answer: a thousand cases of a list, or a page of a journal */
#define SPR_MAX_REQUEST_BYTES (32u * 1024 * 1024) /* what handlers may keep for one request, beside its answer */
#define SPR_MAX_HTTP_HEAD (16u * 1024)           /* request line and headers; browsers send two or three kB, cookies included */
#define SPR_MAX_TARGET 4096                      /* path and query: every filter of a list, names percent-encoded */
#define SPR_MAX_HTTP_METHOD 16                   /* no method that has a name is longer */
#define SPR_MAX_HTTP_HEADERS 64                  /* lines; browsers send twenty */
#define SPR_MAX_HTTP_PARAMETERS 64               /* of a query; the longest filter has a dozen */
#define SPR_MAX_BODY_FAULTS 20                   /* of one request that are told; whoever mends them finds the rest */
#define SPR_MAX_LINK_BYTES 8192                  /* the header `Link`: a query with all its texts, each byte as three */
#define SPR_RETRY_SECONDS 1                      /* after which it makes sense to ask again, where nothing else is known */
#define SPR_MAX_KEY_CHARS 255                    /* of an Idempotency-Key: room for four UUIDs */
#define SPR_ACCESS_ROUND 250                     /* rows of the access log that are looked at together: their cases are asked for once */
#define SPR_ACCESS_ROUNDS 40                     /* of them for one page: a tenth of a second, and whoever sees few rows counts the others by ten thousands at best */
#define SPR_LIST_ROUNDS 8                        /* pages that are read for one, where some of a page cannot be opened: their keys or definitions are gone */
#define SPR_MAX_CONNECTIONS 512                  /* that are no streams: a large city's case workers, six of each browser */
#define SPR_MAX_CONNECTIONS_OF_ONE 64            /* from one address: an office behind one router; else one program locks all out */
#define SPR_MAX_PEM_BYTES (256u * 1024)          /* a certificate with those above it, or a key */
#define SPR_CERTIFICATE_WARN_MS (14 * 86400000LL) /* before its end somebody is told: time for an office to get another one */
#define SPR_CERTIFICATE_AGAIN_MS 86400000        /* ... and again each day */
#define SPR_BACKLOG 128                          /* connections that wait to be taken; a burst at nine o'clock */
#define SPR_GATE_DISCARDS 16                     /* reads of 16 kB that one who was refused may still send, at a time */
#define SPR_GATE_LEAVE_MS 2000                   /* ... and for so long, to read why */
#define SPR_MAX_STREAMS 1024                     /* windows that follow along; half a page of memory each, and 20 kB of the library's */
#define SPR_MAX_STREAMS_OF_ONE 32                /* of one user or token: the windows of a person on a few machines; one script cannot take all */
#define SPR_MAX_FOLLOWER_BYTES (64u * 1024)      /* of one look at who follows: the names of all its institutions and municipalities */
#define SPR_STREAM_CHECK_MS 1000                 /* until a revoked token or ended session is told so; before that it hears nothing new */
#define SPR_MAX_STREAM_PULL 4096                 /* bytes of events at a time, so that a thousand listeners stay small */
#define SPR_EMERGENCY_MS (60 * 60000)            /* how long emergency access opens a case: until somebody who has a part is found */
#define SPR_CHOICE_SECONDS 31536000              /* how long a browser keeps whether keys are on: a year, as its language */
#define SPR_MAX_FORM_FIELDS 64                   /* of a form of the console: an event with sixty fields is none for a person */
#define SPR_DUE_SOON_DAYS 7                      /* a deadline that ends in a week can still be met without haste */
#define SPR_STILL_DAYS 30                        /* without any entry: longer than most terms of an office */
#define SPR_ALARM_DAYS 30                        /* an emergency access is shown among what needs somebody: whoever looks monthly sees each */
#define SPR_MAX_EXPORT_ROWS 10000                /* of a list in one file; a larger one is a report, or too much for one person */
#define SPR_STREAM_BLOCK 512                     /* sent at a time; an event or two */
#define SPR_STREAM_SOCKET_BYTES (16 * 1024)      /* that the system keeps for one that reads slowly; else it would be megabytes */
#define SPR_STREAM_SLOW_MS 10000                 /* for a few events to be taken; whoever is slower may come back, and resumes */
#define SPR_STREAM_SILENCE_MS 15000              /* then a comment is sent: proxies end what is silent for half a minute */
#define SPR_CONNECTION_BYTES (32u * 1024)        /* of the library, for one connection: half of it for what is read, so a head and a bit */
#define SPR_IDLE_S 10                            /* without a byte, a connection ends; browsers open another one */
#define SPR_REQUEST_MS 15000                     /* from the end of an answer to a whole request: idle time and a slow line's */
#define SPR_SENDING_MS 60000                     /* for an answer to be taken: 8 MB by a slow line */
#define SPR_STOP_MS 10000                        /* for what was accepted to be answered; systemd kills after 90 s */
#define SPR_STOP_BEGIN_MS 3000                   /* of that; what is not begun by then is refused, so that it can wait for another process and be answered */
#define SPR_KEEPER_MS 50                         /* between two looks at streams after a ring, and how late a line of the log may be */
#define SPR_KEEPER_LOOK_MS 1000                  /* between two looks at everything */
#define SPR_MAX_LOG_BYTES (64u * 1024)           /* lines that wait to be written: four hundred requests, while whoever reads them pauses */
#define SPR_LOG_END_MS 1000                      /* how long the end waits for whoever reads the log */
#define SPR_MAX_COUNTED_ROUTES 512               /* route, method and status: eighty routes with six statuses */
#define SPR_MAX_COUNTED_CODES 32                 /* of refusals; there are half as many */

#endif
