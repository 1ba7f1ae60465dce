package main

// zones holds what keeps an hour from being shifted for whoever looks from another zone.
var zones = []mutant{
	{
		"what is typed is meant in the visitor's zone", "internal/apiclient/appointment.go",
		"d.TimeZone = cmp.Or(c.zoneName(), d.TimeZone)", "_ = cmp.Or[*string]",
		"ui", "TestATimeIsWhatTheVisitorsClocksShow",
	},
	{
		"a move is in the visitor's zone", "internal/apiclient/appointment.go",
		"p.TimeZone = cmp.Or(c.zoneName(), p.TimeZone)", "_ = p",
		"ui", "TestATimeIsWhatTheVisitorsClocksShow",
	},
	{
		"a visitor's day is asked for by its own midnight", "internal/apiclient/appointment.go",
		`get("/appointments/", c.inZone(o.query()))`, `get("/appointments/", o.query())`,
		"ui", "TestADayIsTheVisitors",
	},
	{
		"a visitor's export is of their own days", "internal/apiclient/appointment.go",
		"query := c.inZone(o.query())", "query := o.query()",
		"ui", "TestADayIsTheVisitors",
	},
	{
		"what the service answers is shown in the visitor's zone", "internal/apiclient/call.go",
		"\tc.localize(out)\n", "",
		"ui", "TestATimeIsWhatTheVisitorsClocksShow",
	},
	{
		"free times of a refusal are shown in the visitor's zone", "internal/apiclient/zone.go",
		"\t\tc.localize(&e.Free)\n", "",
		"ui", "TestWhatIsOfferedIsWhatIsBooked",
	},
	{
		"a change of the practice's zone is heard of", "internal/ui/renew.go",
		"now.Unix() > s.Stale", "now.IsZero()",
		"ui", "TestWhatIsKnownOfTheUserIsAskedForAgain",
	},
	{
		"a backend that is away is not asked at every page", "internal/ui/renew.go",
		"\t\ts.Stale = now.Add(askPause).Unix()\n", "",
		"ui", "TestWhatIsKnownOfTheUserIsAskedForAgain",
	},
	{
		"the pages speak of no zone that the API refuses", "internal/ui/session.go",
		"agenda.LoadZone(s.Zone)", "time.LoadLocation(s.Zone)",
		"ui", "TestTheZoneOfASessionIsOneThatTheAPIKnows",
	},
	{
		"a form is meant in the zone of its page", "internal/ui/zone.go",
		`name == "" || name == v.zone().String()`, "true",
		"ui", "TestAFormIsMeantInTheZoneOfItsPage",
	},
	{
		"an undo is meant in the zone that it was offered in", "internal/ui/calendar_move.go",
		`"zone": v.zone().String(), `, `"zone": "Pacific/Apia", `,
		"ui", "TestATimeIsWhatTheVisitorsClocksShow",
	},
	{
		"an undo says which of two equal times it leads back to", "internal/ui/calendar_move.go",
		`"offset": v.offsetIfTwice(before.StartsAt)`, `"offset": ""`,
		"ui", "TestATimeIsWhatTheVisitorsClocksShow",
	},
	{
		"work begins by the practice's clocks", "internal/ui/hours.go",
		"day.open = h.Open(whole, h.zone)", "day.open = h.Open(whole, loc)",
		"ui", "TestWorkLiesWhereTheVisitorsClocksShowIt",
	},
	{
		"a brief's times are the practice's", "internal/ui/brief_links.go",
		"v.caller.In(v.practice).Appointments", "v.caller.Appointments",
		"ui", "TestTheBriefOfTodayIsThePractices",
	},
	{
		"closed days are over when they are for the practice", "internal/ui/admin_closed.go",
		"c.Last.Compare(v.practiceToday())", "c.Last.Compare(v.today())",
		"ui", "TestClosedDaysAreOverByThePracticesClocks",
	},
	{
		"a duplicate keeps the practice's time", "internal/ui/duplicate.go",
		"like := a.In(v.practice)", "like := a",
		"ui", "TestDuplicatesKeepThePracticesTime",
	},
	{
		"wall times of a body are meant in the zone that it names", "internal/agenda/appointment.go",
		"\t\tzone = v.zone\n", "",
		"api", "TestWallTimesOfAnotherZone",
	},
	{
		"an object that is sent back changes nothing", "internal/agenda/appointment.go",
		"\t\t\tseen = a.In(zone)\n", "",
		"api", "TestWallTimesOfAnotherZone",
	},
	{
		"no year is stored that cannot be read", "internal/agenda/appointment.go",
		"if a.Date.Year < MinYear || a.Date.Year > MaxYear {", "if false {",
		"api", "TestYearsBeyondTheEndByAnotherZone",
	},
	{
		"the days of a query are those of its zone", "internal/api/list.go",
		"agenda.DaysIn(zone, from, to)", "a.Appointments.Days(from, to)",
		"api", "TestDaysOfAnotherZone",
	},
	{
		"a cursor belongs to the zone of its list", "internal/api/list.go",
		"{zone.String()}", `{""}`,
		"api", "TestListsOfAnotherZonePageAndAreKept",
	},
	{
		"the machine's own zone is no name", "internal/agenda/zone.go",
		` && name != "Local"`, "",
		"agenda", "TestLoadZone",
	},
	{
		"a zone has one spelling", "internal/agenda/zone.go",
		" && path.Clean(name) == name", ` && path.Clean(name) != ""`,
		"agenda", "TestLoadZone",
	},
	{
		"what a machine keeps beside the zones is none", "internal/agenda/zone.go",
		" && name[0] <= 'Z'", "",
		"agenda", "TestLoadZone",
	},
	{
		"the practice's zone is one that the API knows", "internal/config/parse.go",
		"name[0] < 'A' || name[0] > 'Z' || ", "",
		"config", "TestTheAPIKnowsThePracticesZone",
	},
}
