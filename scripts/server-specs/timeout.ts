// A database that starts beside a compiler on two cores takes longer than Jasmine's 5 s.
jasmine.DEFAULT_TIMEOUT_INTERVAL = 30_000;
