package main

// calendars holds what makes a calendar that leaves the house say the same to whoever reads it.
var calendars = []mutant{
	{
		"a line has 75 octets at most", "internal/ical/line.go",
		"const maxLine = 75", "const maxLine = 76",
		"ical", "TestLinesAreFolded",
	},
	{
		"a line that goes on has 75 octets with its blank", "internal/ical/line.go",
		"room = maxLine - 1", "room = maxLine",
		"ical", "TestLinesAreFolded",
	},
	{
		"no character is cut by a fold", "internal/ical/line.go",
		"for cut > room-utf8.UTFMax && !utf8.RuneStart(line[cut]) {", "for false && !utf8.RuneStart(line[cut]) {",
		"ical", "TestLinesAreFolded",
	},
	{
		"a text ends no line", "internal/ical/line.go",
		`"\r\n", ` + "`\\n`" + `, "\n", ` + "`\\n`" + `, "\r", ` + "`\\n`", `"\r\n", "\r\n"`,
		"ical", "TestAnEvent",
	},
	{
		"commas and semicolons part nothing in a text", "internal/ical/line.go",
		`";", ` + "`\\;`" + `, ",", ` + "`\\,`" + `, `, "",
		"ical", "TestAnEvent",
	},
	{
		"control characters stay out of a calendar", "internal/ical/line.go",
		"if unwritable(r) {", "if false {",
		"ical", "TestLinesAreFolded",
	},
	{
		"an hour that comes twice is written in UTC", "internal/ical/ical.go",
		"return err == nil\n", "return err == nil || true\n",
		"ical", "TestTimesThatAWallClockDoesNotTell",
	},
	{
		"what lies outside of the years that are described is written in UTC", "internal/ical/ical.go",
		` || t.Before(c.known.Start) || !t.Before(c.known.End)`, "",
		"ical", "TestTimesThatAWallClockDoesNotTell",
	},
	{
		"a rule that changed is not written as one that holds", "internal/ical/zone.go",
		"len(r.onsets) > 1 && r.last().wall.Year() == end.Year()-1", "len(r.onsets) > 1",
		"ical", "TestWhatIsWrittenIsRead",
	},
	{
		"a rule that holds is written as one", "internal/ical/zone.go",
		"len(r.onsets) > 1 && r.last().wall.Year() == end.Year()-1", "false",
		"ical", "TestAZoneIsDescribed",
	},
	{
		"the second Sunday is not taken for the last", "internal/ical/zone.go",
		"r.onsets, r.end = append(r.onsets, o), end", "r.onsets = append(r.onsets, o)",
		"ical", "TestAZoneIsDescribed",
	},
	{
		"a rule ends with the first year that breaks it", "internal/ical/zone.go",
		"before.wall.Year()+1 == o.wall.Year()", "before.wall.Year() < o.wall.Year()",
		"ical", "TestARuleIsNotHeld",
	},
	{
		"a feed is open while its owner may sign in", "internal/agenda/feed.go",
		" || err == nil && u.Disabled", " || err == nil && u.Disabled && false",
		"api", "TestAFeedIsOpenedByItsLastSecretAlone",
	},
	{
		"of a feed's secret the hash is kept", "internal/agenda/feed.go",
		"return hex.EncodeToString(sum[:])", "return secret + hex.EncodeToString(sum[:0])",
		"agenda", "TestASecretIsKeptAsAHash",
	},
	{
		"reading a feed costs a write once an hour", "internal/agenda/feed.go",
		"s.now().Sub(*f.LastUsedAt) >= feedUseNoted", "true",
		"agenda", "TestASecretIsKeptAsAHash",
	},
	{
		"a feed's tag names its first day", "internal/api/feed.go",
		`"-"+first.String()+`, "",
		"api", "TestTheFeedHoldsWhat",
	},
	{
		"a feed is kept by whom it was given to", "internal/api/feed.go",
		"h[\"Etag\"], h[\"Cache-Control\"] = []string{tag}, keptPrivate", "h[\"Etag\"], _ = []string{tag}, keptPrivate",
		"api", "TestTheFeedHoldsWhat",
	},
	{
		"secrets of feeds are guessed at a limited rate", "internal/api/routes.go",
		`"/calendar/{secret}.ics", guarded,`, `"/calendar/{secret}.ics", anybody,`,
		"api", "TestFeedsAreLimitedByAddress",
	},
	{
		"the path of a feed is in no error", "internal/apiclient/call.go",
		"if q.secret {", "if false {",
		"apiclient", "TestNobodyThere",
	},
	{
		"a restore opens no feed that was withdrawn", "internal/store/restore.go",
		"DELETE FROM feeds; ", "",
		"store", "TestRestoreUnderARunningBackend",
	},
	{
		"clocks are known from the first day of the first year", "internal/ical/zone.go",
		"if !at.After(s.Start) {", "if true {",
		"ical", "TestWhatIsWrittenIsRead",
	},
}
