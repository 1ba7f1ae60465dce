package main

// pages holds what keeps the calendar's pages from hiding or inventing anything.
var pages = []mutant{
	{
		"bulk actions change what was shown and nothing newer", "internal/ui/bulk.go",
		"v.caller.UpdateAppointment(v.ctx(), p.id, &p.version,", "v.caller.UpdateAppointment(v.ctx(), p.id, nil,",
		"ui", "TestManyAtOnce",
	},
	{
		"an undo of many gives each its own state", "internal/ui/bulk.go",
		"bulkUndo: p.state}", "bulkUndo: string(agenda.Confirmed)}",
		"ui", "TestManyAtOnce",
	},
	{
		"bulk confirming books nothing again", "internal/ui/bulk.go",
		"case b.act == bulkConfirm && before.Status == agenda.Cancelled:", "case false:",
		"ui", "TestManyAtOnce",
	},
	{
		"a page's worth at most is changed at once", "internal/ui/bulk.go",
		"return list, len(list) <= agendaLimit", "return list, true",
		"ui", "TestASelectionThatIsNone",
	},
	{
		"what is duplicated falls on no taken time", "internal/ui/duplicate.go",
		"if err != nil || !slices.ContainsFunc(booked", "if true || !slices.ContainsFunc(booked",
		"ui", "TestDuplicating",
	},
	{
		"what a model was sent is what is kept", "internal/llm/chat.go",
		"Sent: transcript(messages),", "Sent: \"\",",
		"llm", "TestOpenChoosesWhoWrites",
	},
	{
		"both of an overlap are marked", "internal/ui/calendar_grid.go",
		"found[last.ID], found[a.ID] = true, true", "found[a.ID] = true",
		"ui", "TestWeekShowsEveryState",
	},
	{
		"what is cancelled overlaps nothing", "internal/ui/calendar_grid.go",
		"		if a.Status == agenda.Cancelled {\n			continue\n		}\n		if last != nil", "		if last != nil",
		"ui", "TestWhatIsCancelledOverlapsNothing",
	},
	{
		"what is booked by night is counted at the edge of its day", "internal/ui/calendar_grid.go",
		"l.later++", "_ = l.later",
		"ui", "TestANightDoesNotStretchTheWeek",
	},
	{
		"a night stretches no week", "internal/ui/calendar_grid.go",
		"x.high = max(x.wall(dusk), x.worked.to)", "x.high = x.length()",
		"ui", "TestANightDoesNotStretchTheWeek",
	},
	{
		"the count at the edge covers nothing", "internal/ui/calendar_grid.go",
		"top = max(0, first-1)", "top = first",
		"ui", "TestANightDoesNotStretchTheWeek",
	},
	{
		"more than a page can show is told", "internal/ui/calendar.go",
		"	return list, true, nil", "	return list, false, nil",
		"ui", "TestMoreThanAPageCanShowIsTold",
	},
	{
		"who saves is sent to pages of the calendar only", "internal/ui/appointment_form.go",
		`strings.HasPrefix(local, "/calendar/")`, `local != ""`,
		"ui", "TestSavingLeadsBackToTheCalendar",
	},
	{
		"what is not known of briefs is not claimed", "internal/ui/calendar_side.go",
		"f.jobsErr == nil && ", "",
		"ui", "TestSidePanelIsOfToday",
	},
	{
		"free time begins no earlier than now", "internal/ui/agenda_days.go",
		"from = v.clock.Add(bookingStep - time.Nanosecond).Truncate(bookingStep)", "_ = bookingStep",
		"ui", "TestFreeTimeBeginsNow",
	},
	{
		"a day of a crowded week is asked for by itself", "internal/ui/calendar.go",
		"if err == nil && cut {", "if false {",
		"ui", "TestMoreThanAPageCanShowIsTold",
	},
}
