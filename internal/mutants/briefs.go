package main

// briefs holds who may stop a brief and what becomes of it, and what is told of briefs and by which pages.
var briefs = []mutant{
	{
		"nobody stops a brief that another asked for", "internal/agenda/summaries.go",
		"if j.RequestedBy != actor.Username {", "if j.RequestedBy != actor.Username && false {",
		"api", "TestWhoAskedForASummaryMayStopIt",
	},
	{
		"an API token stops what its owner asked for, be that an administrator", "internal/api/endpoint.go",
		"if x.scope != \"\" { // an administrator's", "if false { // an administrator's",
		"api", "TestWhoAskedForASummaryMayStopIt",
	},
	{
		"what failed for good is the administrators' to discard", "internal/store/jobs.go",
		"	if dead {", "	if true {",
		"store", "TestSQLite$/jobs",
	},
	{
		"the queue hears of a brief that was stopped", "internal/agenda/summaries.go",
		"_ = s.line.Withdraw(ctx, j.ID, j.Run)", "",
		"agenda", "TestStoppingDoesNotNeedTheQueue",
	},
	{
		"a stopped brief is taken out of its worker's hands", "internal/queue/lua/withdraw.lua",
		"call('DEL', job)\n", "",
		"queue", "TestOnMiniredis/a_withdrawn_job_leaves",
	},
	{
		"a stopped brief gives its label free", "internal/queue/lua/withdraw.lua",
		"release(id, h[3], h[4])\n", "",
		"queue", "TestOnMiniredis/a_withdrawn_job_leaves",
	},
	{
		"a stopped brief whose result is dropped gives its label free", "internal/queue/lua/withdraw.lua",
		"if h[2] == 'done' and h[3] and", "if false and",
		"queue", "TestOnMiniredis/a_withdrawn_job_that_has_ended",
	},
	{
		"a label stays done that another brief is written for", "internal/queue/lua/withdraw.lua",
		"if h[2] == 'done' and h[3] and", "if h[3] and",
		"queue", "TestOnMiniredis/a_withdrawn_job_that_has_ended",
	},
	{
		"a stopped brief is not dispatched again", "internal/queue/lua/withdraw.lua",
		"call('HSET', job, 'run', run, 'state', 'cancelled')", "",
		"queue", "TestOnMiniredis/a_withdrawn_job_is_not_put",
	},
	{
		"stopping ends no later life", "internal/queue/lua/withdraw.lua",
		"if h[1] and tonumber(h[1]) > tonumber(run) then return 0 end", "",
		"queue", "TestOnMiniredis/a_later_life",
	},
	{
		"who may not stop a brief is offered no button", "internal/ui/job_card.go",
		"c.Stop = c.Open && (", "c.Stop = c.Open || (",
		"ui", "TestWhoAskedForABriefStopsIt",
	},
	{
		"a brief that was ready before it was stopped is shown", "internal/ui/briefs.go",
		"if codeOf(err) == agenda.Conflict {\n\t\tif j, err", "if false {\n\t\tif j, err",
		"ui", "TestABriefThatWasReadyBeforeItWasStopped",
	},
}
