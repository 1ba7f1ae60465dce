package main

// hours holds what keeps people from coming to a closed door.
var hours = []mutant{
	{
		"no time is offered while closed", "internal/agenda/open.go",
		"c.First.Compare(d) <= 0 && c.Last.Compare(d) >= 0", "false",
		"agenda", "TestFreeTimesAreThoseOfANaiveSearch",
	},
	{
		"breaks are not offered", "internal/agenda/free.go",
		"until := open.End\n", "until := day.Open[len(day.Open)-1].End\n",
		"agenda", "TestFreeTimesLieWithinTheHours",
	},
	{
		"a practice without hours is offered some", "internal/agenda/free.go",
		"if hours.None() {", "if false {",
		"agenda", "TestFreeTimesLieWithinTheHours",
	},
	{
		"hours follow the clocks when they are moved", "internal/agenda/open.go",
		"if until.IsZero() || until.After(day.Whole.End) {", "if true {",
		"agenda", "TestADayIsOpenWhenItsClocksSaySo",
	},
	{
		"only administrators change the hours", "internal/api/routes.go",
		`{put, "/practice/hours", admin,`, `{put, "/practice/hours", user,`,
		"api", "TestEveryRouteByEveryRole",
	},
	{
		"only administrators close days", "internal/api/routes.go",
		`{post, "/practice/closed-days/", admin,`, `{post, "/practice/closed-days/", user,`,
		"api", "TestEveryRouteByEveryRole",
	},
	{
		"only administrators open on closed days", "internal/api/routes.go",
		`{del, "/practice/closed-days/{closed_id}", admin,`, `{del, "/practice/closed-days/{closed_id}", user,`,
		"api", "TestEveryRouteByEveryRole",
	},
	{
		"openings that overlap are refused", "internal/agenda/hours.go",
		"fine && !apart", "fine && !apart && false",
		"agenda", "TestFaultsOfHours",
	},
	{
		"closed days are bounded", "internal/store/hours.go",
		"if has >= limit {", "if false {",
		"store", "TestSQLite$/closed_days",
	},
	{
		"hours are drawn where they are, by whatever clocks", "internal/ui/hours.go",
		"hours.zone = zone", "_ = zone",
		"ui", "TestTheGridShowsWhenThePracticeIsOpen",
	},
	{
		"free time in a break is no link to book", "internal/ui/agenda_days.go",
		"if s, ok := s.Within(between); ok {", "if s, ok := s, true; ok {",
		"ui", "TestFreeTimeLiesWithinTheHours",
	},
	{
		"pages do without the hours", "internal/ui/hours.go",
		"if h, err := caller.Hours(ctx); err == nil {", "if h, err := caller.Hours(ctx); true {\n\t\t\t_ = err",
		"ui", "TestTheGridShowsWhenThePracticeIsOpen",
	},
}
