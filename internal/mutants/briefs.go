package main

// briefs holds who may stop a brief and what becomes of it, and what is told of briefs and by which pages.
var briefs = []mutant{
	{
		"nobody stops a brief that another asked for", "internal/agenda/summaries.go",
		"if j.RequestedBy != actor.Username {", "if j.RequestedBy != actor.Username && false {",
		"api", "TestWhoAskedForASummaryMayStopIt",
	},
	{
		"an API token stops what its owner asked for, be that an administrator", "internal/api/summary.go",
		"if w.(*exchange).scope != \"\" {", "if false {",
		"api", "TestWhoAskedForASummaryMayStopIt",
	},
	{
		"what failed for good is the administrators' to discard", "internal/store/jobs.go",
		"	if dead {", "	if true {",
		"store", "TestSQLite$/jobs",
	},
	{
		"the queue hears of a brief that was stopped", "internal/agenda/summaries.go",
		"_ = s.line.Withdraw(call, j.ID, j.Run)", "_ = call",
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
	{
		"a page does not wait for a number that it can do without", "internal/ui/brief_counts.go",
		"context.WithTimeout(ctx, countPatience)", "context.WithCancel(ctx)",
		"ui", "TestAPageDoesNotWaitForTheCount",
	},
	{
		"the count follows what is said of briefs", "web/static/js/jobs.js",
		"if (!old || !('jobOpen' in card.dataset)) reload(false);", "",
		"ui", "TestTheCountFollowsWhatIsSaidOfBriefs",
	},
	{
		"a brief of another tab does not come into this one", "web/static/js/jobs.js",
		"if (!live().dataset.tab) document", "document",
		"ui", "TestATabShowsItsOwnBriefs",
	},
	{
		"briefs of other labels are no others", "internal/store/jobs.go",
		"if len(q.NotLabels) > 0 {", "if false {",
		"store", "TestSQLite$/jobs_of_other_labels",
	},
	{
		"a label that no brief can have is refused", "internal/api/summary.go",
		"a.checkLabel(q, \"not_label\", label)", "",
		"api", "TestJobsOfOtherLabels",
	},
	{
		"a brief of other days mentions no appointment", "internal/store/jobs.go",
		"if !q.From.IsZero() {", "if false {",
		"api", "TestSummariesThatMentionAnAppointment",
	},
	{
		"what ends at midnight is not of the next day", "internal/agenda/mentions.go",
		"a.EndsAt.Add(-time.Nanosecond)", "a.EndsAt.Add(time.Nanosecond)",
		"agenda", "TestMentionsAreOfTheDaysOfTheAppointment",
	},
	{
		"a name within a word mentions nobody", "internal/agenda/mentions.go",
		"ok && !OfWord(before) {", "ok && before >= 0 {",
		"agenda", "TestASummaryMentionsWhomItNames",
	},
	{
		"a word that begins with a name mentions nobody", "internal/agenda/mentions.go",
		"if !beginsInWord(rest) ||", "if true || !beginsInWord(rest) ||",
		"agenda", "TestASummaryMentionsWhomItNames",
	},
	{
		"no more summaries are looked through than that", "internal/agenda/mentions.go",
		"[]JobState{JobDone}, mentionsSearched", "[]JobState{JobDone}, 0*mentionsSearched",
		"agenda", "TestMentionsAreOfTheDaysOfTheAppointment",
	},
	{
		"a stop that the queue did not hear of frees the label in the end", "internal/dispatch/commit.go",
		"if o.State == agenda.JobCancelled && err == nil {", "if false {",
		"dispatch", "TestTheLabelIsFreeOfAJobWhoseStopWasNotHeard",
	},
	{
		"a stop reaches the queue though who asked is gone", "internal/agenda/summaries.go",
		"context.WithTimeout(context.WithoutCancel(ctx), withdrawTime)", "context.WithTimeout(ctx, withdrawTime)",
		"agenda", "TestStoppingDoesNotNeedTheQueue",
	},
}
