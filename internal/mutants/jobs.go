package main

// jobs holds what keeps a job from being lost, done twice or done for ever.
var jobs = []mutant{
	{
		"a job that was taken is in a list of its worker's", "internal/queue/take.go",
		"if err != nil || entry == \"\" || isID(entry) {", "if q.rdb.LRem(ctx, q.keys.processing(worker), 0, entry); err != nil || entry == \"\" || isID(entry) {",
		"queue", "TestOnMiniredis/what_a_dead_worker_held|TestOnMiniredis/an_id_taken_and_forgotten",
	},
	{
		"while summaries are paused nothing is put on the queue", "internal/dispatch/rounds.go",
		"if paused, err := d.paused(ctx); err != nil || paused {", "if paused, err := d.paused(ctx); err != nil || paused && false {",
		"dispatch", "TestWhileSummariesArePaused",
	},
	{
		"what is taken and not claimed is not told as work", "internal/queue/lua/roster.lua",
		"if job[1] == 'running' and job[2] == name then", "if job[1] then",
		"queue", "TestOnMiniredis/what_workers_do",
	},
	{
		"a worker has a slot before it takes a job", "internal/worker/pool.go",
		"\t\tcase p.slots <- struct{}{}:\n\t\t}\n\t\tid, ok := p.take(ctx)\n\t\tif !ok {\n\t\t\t<-p.slots\n\t\t\treturn\n\t\t}\n\t\tp.busy.Go(func() {\n",
		"\t\tdefault:\n\t\t}\n\t\tid, ok := p.take(ctx)\n\t\tif !ok {\n\t\t\treturn\n\t\t}\n\t\tp.busy.Go(func() {\n\t\t\tp.slots <- struct{}{}\n",
		"worker", "TestPoolDoesABoundedNumberAtOnceAndTakesNoMore",
	},
	{
		"only the newest fence completes", "internal/queue/lua/complete.lua",
		"if h[2] ~= fence then", "if false then",
		"queue", "TestOnMiniredis/a_report_after_the_lease_is_dropped",
	},
	{
		"only the newest fence fails", "internal/queue/lua/fail.lua",
		"if h[1] ~= 'running' or h[2] ~= fence then", "if h[1] ~= 'running' then",
		"queue", "TestOnMiniredis/a_report_after_the_lease_is_dropped",
	},
	{
		"only the newest fence extends", "internal/queue/lua/extend.lua",
		"if h[1] ~= 'running' or h[2] ~= fence then return 0 end", "if h[1] ~= 'running' then return 0 end",
		"queue", "TestOnMiniredis/an_old_fence",
	},
	{
		"only the newest fence gives back", "internal/queue/lua/giveback.lua",
		"if h[1] ~= fence then return 0 end", "",
		"queue", "TestOnMiniredis/a_report_after_the_lease_is_dropped",
	},
	{
		"a job is claimed by one worker", "internal/queue/lua/claim.lua",
		"if state ~= 'queued' then", "if not state then",
		"queue", "TestOnMiniredis/a_worker_that_came_too_late",
	},
	{
		"a result is stored once", "internal/queue/lua/complete.lua",
		"if h[1] ~= 'running' then return 1 end", "",
		"queue", "TestOnMiniredis/completing_twice",
	},
	{
		"a try counts before the work", "internal/queue/lua/claim.lua",
		"'deliveries', tries,", "'deliveries', h[6],",
		"queue", "TestOnMiniredis/a_job_that_stops_its_worker",
	},
	{
		"a job that stops its workers is given up", "internal/queue/lua/claim.lua",
		"if tries > tonumber(ARGV[5]) then", "if false then",
		"queue", "TestOnMiniredis/a_job_that_stops_its_worker",
	},
	{
		"a label is worked on once", "internal/queue/lua/claim.lua",
		"  elseif lock then", "  elseif false then",
		"queue", "TestOnMiniredis/fifty_requests",
	},
	{
		"a label that is done is skipped", "internal/queue/lua/claim.lua",
		"if h[4] ~= '1' then", "if false then",
		"queue", "TestOnMiniredis/a_label_that_is_done",
	},
	{
		"a finished job marks its label as done", "internal/queue/lua/complete.lua",
		"if h[4] ~= '' then call('SETEX'", "if false then call('SETEX'",
		"queue", "TestOnMiniredis/a_label_that_is_done",
	},
	{
		"a claim of a label is held under a token", "internal/queue/lua/claim.lua",
		"'claim:' .. id .. ':' .. fence, 'PX'", "'claim:', 'PX'",
		"queue", "TestOnMiniredis/(a_failed_job_gives|a_claim_that_ran_out)",
	},
	{
		"only its holder gives a label free", "internal/queue/lua/lib.lua",
		"if locked(label) == 'claim:' .. id .. ':' .. fence then call('DEL', LOCK .. label) end", "call('DEL', LOCK .. label)",
		"queue", "TestOnMiniredis/a_claim_that_ran_out",
	},
	{
		"a claim on a label ends with its lease", "internal/queue/lua/claim.lua",
		", 'PX', ARGV[4]) end", ") end",
		"queue", "TestOnMiniredis/a_claim_ends_with_its_lease",
	},
	{
		"a lease that ran out is taken", "internal/queue/lua/maintain.lua",
		"if holder then reap(id, holder) end", "",
		"queue", "TestOnMiniredis/a_lease_that_runs_out",
	},
	{
		"what a dead worker held is taken", "internal/queue/lua/maintain.lua",
		"    reap(entry, dead)\n", "",
		"queue", "TestOnMiniredis/what_a_dead_worker_held",
	},
	{
		"a dead worker that nobody knows is found", "internal/queue/maintain.go",
		"return fault(\"sweep\", q.sweep(ctx, worker))", "return nil",
		"queue", "TestOnMiniredis/a_dead_worker_that_nobody_knows",
	},
	{
		"a job that was taken and forgotten goes back", "internal/queue/maintain.go",
		"if orphans := q.orphans(worker, held, working); len(orphans) > 0 {", "if orphans := q.orphans(worker, held, working); false {",
		"queue", "TestOnMiniredis/an_id_taken_and_forgotten",
	},
	{
		"what is handed back is not counted", "internal/queue/lua/lib.lua",
		"'deliveries', h[5] - 1)", "'deliveries', h[5])",
		"queue", "TestOnMiniredis/what_is_handed_back",
	},
	{
		"a worker that leaves leaves nothing", "internal/queue/lua/giveback.lua",
		"entries = call('LRANGE', PROCESSING .. worker, 0, -1)", "entries = {}",
		"queue", "TestOnMiniredis/what_is_handed_back",
	},
	{
		"failures have an end, in the queue", "internal/queue/lua/fail.lua",
		"if ARGV[6] == '1' or failures >= tonumber(ARGV[7]) then", "if ARGV[6] == '1' then",
		"queue", "TestOnMiniredis/a_job_is_dead_after_three_failures",
	},
	{
		"a permanent failure is the last, in the queue", "internal/queue/lua/fail.lua",
		"if ARGV[6] == '1' or failures >= tonumber(ARGV[7]) then", "if failures >= tonumber(ARGV[7]) then",
		"queue", "TestOnMiniredis/a_permanent_failure",
	},
	{
		"a failed job waits before its next try", "internal/queue/lua/fail.lua",
		"local due = now + ARGV[5]", "local due = now",
		"queue", "TestOnMiniredis/a_failed_job_comes_back",
	},
	{
		"a job is on the line once", "internal/queue/lua/enqueue.lua",
		"if tonumber(h[1]) >= tonumber(ARGV[2]) then return 0 end", "",
		"queue", "TestOnMiniredis/enqueueing_twice",
	},
	{
		"many schedulers make one request", "internal/queue/lua/request.lua",
		"if by then return by == ARGV[3] and 1 or 0 end", "",
		"queue", "TestOnMiniredis/requests_are_made_once",
	},
	{
		"failures have an end, in the worker", "internal/worker/report.go",
		"\tpermanent = permanent || l.Failures+1 >= p.cfg.MaxAttempts\n", "",
		"worker", "TestFailures",
	},
	{
		"a permanent failure is the last, in the worker", "internal/worker/report.go",
		"return f.Reason(), f.RetryAfter(), f.Permanent()", "return f.Reason(), f.RetryAfter(), false",
		"worker", "TestFailures",
	},
	{
		"a brief is in the language that it says", "internal/llm/builtin.go",
		"Language: f.say.tag()}", "Language: \"de\"}",
		"llm", "TestABriefIsOfOneLanguage",
	},
	{
		"a model is told the language", "internal/llm/prompt.go",
		"Write plain text in ` + name + `, at most", "Write plain text in English, at most",
		"llm", "TestThePromptNamesTheLanguage",
	},
	{
		"a token with the s of a genitive comes back", "internal/llm/redact.go",
		"t.byToken[strings.TrimSuffix(token, \"s\")]", "t.byToken[token]",
		"llm", "TestTokensInGermanComeBack",
	},
	{
		"a worker is told the language", "internal/agenda/summaries.go",
		"Language: j.Language, Appointments:", "Appointments:",
		"daemon/backendd", "TestALanguageGoesAllTheWay",
	},
	{
		"who asks for no language has the practice's", "internal/agenda/summaries.go",
		"cmp.Or(j.Language, s.language)", "cmp.Or(j.Language, s.language[:0])",
		"daemon/backendd", "TestALanguageGoesAllTheWay",
	},
	{
		"a language is a tag", "internal/agenda/summaries.go",
		"len(faults) > 0 {", "len(faults) > 9 {",
		"api", "TestAskingForASummary",
	},
	{
		"a written brief is kept with its language", "internal/store/jobs.go",
		"columns = append(columns, \"language\")", "_ = columns",
		"store", "TestSQLite/languages_of_summaries",
	},
	{
		"what a worker says of a language is checked", "internal/store/jobs.go",
		"if agenda.IsLanguage(sum.Language) {", "if true {",
		"store", "TestSQLite/languages_of_summaries",
	},
	{
		"a page asks for its own language", "internal/ui/briefs.go",
		"Language: v.Lang}", "Language: \"\"}",
		"ui", "TestAskingForABrief",
	},
	{
		"a page tells the language of a brief", "internal/ui/brief_words.go",
		"written := j.Language", "written := \"\"",
		"ui", "TestAGermanBrief",
	},
	{
		"a model that refuses is not asked again", "internal/llm/error.go",
		"e.permanent = w.status < 500", "e.permanent = false",
		"llm", "TestFailuresMeanWhatTheyAre",
	},
	{
		"Retry-After is honoured", "internal/worker/report.go",
		"retryIn := max(after, backoff.Delay(l.Failures))", "retryIn := max(0*after, backoff.Delay(l.Failures))",
		"worker", "TestFailures",
	},
	{
		"Retry-After is read", "internal/llm/error.go",
		"e := &Error{retryAfter: w.retryAfter}", "e := &Error{}",
		"llm", "TestFailuresMeanWhatTheyAre",
	},
	{
		"tries are spread at random", "internal/worker/backoff.go",
		"random() * float64(min(top, b.Cap))", "float64(min(top, b.Cap))",
		"worker", "TestBackoffHasFullJitterUpToACap",
	},
	{
		"tries are never too far apart", "internal/worker/backoff.go",
		"random() * float64(min(top, b.Cap))", "random() * float64(top)",
		"worker", "TestBackoffHasFullJitterUpToACap",
	},
	{
		"a job that waits for its next try holds no slot", "internal/worker/report.go",
		"\tdead := false\n", "\tdead := false\n\tsleep(job, retryIn)\n",
		"worker", "TestFailures",
	},
	{
		"a lease is extended while its job runs", "internal/worker/attempt.go",
		"held, err := p.cfg.Queue.Extend(call, l)", "held, err := call != nil, error(nil)",
		"worker", "TestLeaseIsExtendedWhileAJobRuns",
	},
	{
		"a lost lease stops its job", "internal/worker/attempt.go",
		"\t\t\t\tcancel(errLost)\n", "",
		"worker", "TestALostLeaseStopsTheJob",
	},
	{
		"a panic ends no worker", "internal/worker/attempt.go",
		"if v := recover(); v != nil {", "if v := any(nil); v != nil {",
		"worker", "TestAPanicIsAFailureOfTheJobAlone",
	},
	{
		"a worker that ends hands back what it does not finish", "internal/worker/report.go",
		"if !p.persist(job, log, func(ctx context.Context) error { return q.GiveBack(ctx, l) }) {", "if false {",
		"worker", "TestStoppingHandsBackWhatDoesNotFinish",
	},
	{
		"a worker that ends signs off", "internal/worker/pool.go",
		"if err := p.cfg.Queue.Leave(call, p.cfg.Name); err != nil {", "if err := call.Err(); err != nil {",
		"worker", "TestStopping",
	},
	{
		"a worker that ends lets its jobs finish", "internal/worker/pool.go",
		"case <-time.After(p.cfg.Grace):", "case <-time.After(0):",
		"worker", "TestStoppingLetsRunningJobsFinish",
	},
	{
		"a subscription that could not begin begins later", "internal/queue/events.go",
		"for ps.Subscribe(ctx, q.keys.events()) != nil {", "for ps.Subscribe(ctx, q.keys.events()) != nil && false {",
		"queue", "TestASubscriptionThatCouldNotBeginBeginsLater",
	},
	{
		"an outcome is forgotten only when the ledger has it", "internal/dispatch/commit.go",
		"\tdropped, err := d.ledger.FinishJobs(call, outcomes)\n", "\td.line.Ack(call, outcomes...)\n\tdropped, err := d.ledger.FinishJobs(call, outcomes)\n",
		"dispatch", "TestAnOutcomeIsKeptUntilTheLedgerHasIt",
	},
	{
		"one outcome that is refused holds up no other", "internal/dispatch/commit.go",
		"if err == nil || len(outcomes) == 1 || !refused(err) {", "if true {",
		"dispatch", "TestOneBadJobHoldsUpNoOther",
	},
	{
		"the ledger ends a job once", "internal/store/jobs.go",
		"Where(\"id = ? AND run = ? AND state IN ?\", o.ID, o.Run, openStates)", "Where(\"id = ? AND run = ?\", o.ID, o.Run)",
		"store", "TestSQLite$/outcomes_are_stored_once",
	},
	{
		"the ledger takes no outcome of an earlier run", "internal/store/jobs.go",
		"Where(\"id = ? AND run = ? AND state IN ?\", o.ID, o.Run, openStates)", "Where(\"id = ? AND state IN ?\", o.ID, openStates)",
		"store", "TestSQLite$/jobs",
	},
	{
		"a job that the line lost is sent again", "internal/dispatch/rounds.go",
		"if lost[id] = d.missing[id]; lost[id] {", "if false {",
		"dispatch", "TestAnEmptiedRedisIsFilledAgain",
	},
	{
		"a job that ends during a round is not sent again", "internal/dispatch/rounds.go",
		"if lost[id] = d.missing[id]; lost[id] {", "if lost[id] = true; lost[id] {",
		"dispatch", "TestAJobThatEndsDuringARoundIsNotSentAgain",
	},
	{
		"a wake that was missed is made up for", "internal/dispatch/rounds.go",
		"\t\t\tfull.Reset(max(period, 10*time.Since(begin)))\n", "\t\t\t_ = begin\n",
		"dispatch", "TestAWakeThatWasMissedIsMadeUpFor",
	},
}
