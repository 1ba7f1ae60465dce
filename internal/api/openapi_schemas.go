package api

import "appointment-manager/internal/agenda"

// describeObject describes a JSON object whose members come in pairs of name and schema. A name that ends
// in ? may be missing.
func describeObject(pairs ...any) node {
	required, properties := []string{}, node{}
	for i := 0; i < len(pairs); i += 2 {
		name := pairs[i].(string)
		if optional := name[len(name)-1] == '?'; optional {
			name = name[:len(name)-1]
		} else {
			required = append(required, name)
		}
		properties[name] = pairs[i+1]
	}
	return node{"type": "object", "properties": properties, "required": required}
}

func str(about string) node { return node{"type": "string", "description": about} }

func orNull(about string) node { return node{"type": []string{"string", "null"}, "description": about} }

func enum[T ~string](about string, values ...T) node {
	return node{"type": "string", "enum": values, "description": about}
}

func whole(about string) node { return node{"type": "integer", "description": about} }

func truth(about string) node { return node{"type": "boolean", "description": about} }

func moment(about string) node {
	return node{"type": "string", "format": "date-time", "description": about}
}

func day(about string) node { return node{"type": "string", "format": "date", "description": about} }

func clock(about string) node {
	return node{"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$", "description": about}
}

func between(min, max int, about string) node {
	return node{"type": "integer", "minimum": min, "maximum": max, "description": about}
}

func withExample(schema node, example node) node {
	schema["examples"] = []node{example}
	return schema
}

var (
	statuses = []agenda.Status{agenda.Confirmed, agenda.Tentative, agenda.Cancelled}
	roles    = []agenda.Role{agenda.RoleUser, agenda.RoleAdmin}
	length   = between(agenda.MinDurationMinutes, agenda.MaxDurationMinutes, "Length in minutes; unless given that of the kind, else 30")
)

// schemas are the JSON forms of everything that goes in and out.
func schemas() node {
	all := node{}
	for _, group := range []node{appointmentSchemas(), accountSchemas(), summarySchemas(), serviceSchemas(), adminSchemas(), sessionSchemas(), apiTokenSchemas(), preferenceSchemas(), kindSchemas(), practiceSchemas(), clientSchemas()} {
		for name, schema := range group {
			all[name] = schema
		}
	}
	return all
}

func appointmentSchemas() node {
	notes := orNull("Up to 4,000 characters; null for none")
	status := enum("In the words of RFC 5545; a cancelled one gives its time back", statuses...)
	offset := orNull("Such as +01:00; says which is meant of a wall time that comes twice")
	overlap := truth("Book over another on purpose")
	kind := orNull("The name of a listed kind, in capitals or not; null or empty for none")
	zone := orNull("The IANA zone that date, time and utc_offset are meant in; the practice's unless given")
	return node{
		"Appointment": describeObject("id", whole(""), "client_name", str(""), "date", day("As the wall clock shows it"), "time", clock("As it was sent"),
			"notes", notes, "duration_minutes", whole("Length"), "status", status, "overlap", truth("Booked over another on purpose"),
			"time_zone", str("The IANA zone of date and time"), "starts_at", moment("First instant, UTC"), "ends_at", moment("First instant after it, UTC"),
			"uid", node{"type": "string", "format": "uuid"}, "version", whole("The ETag is \"v\" and this number"), "created_at", moment(""), "updated_at", moment(""),
			"created_by", str("User name"), "updated_by", str("User name"), "deleted_at?", moment("When it was deleted"),
			"kind", str("What it is for, which may be listed no more; empty: nothing is said")),
		"AppointmentDraft": withExample(
			describeObject("client_name", str("Up to 200 characters, not blank"), "date", str("YYYY-MM-DD"), "time", str("HH:MM or HH:MM:SS"),
				"notes?", notes, "duration_minutes?", nullable(length), "status?", nullable(status), "utc_offset?", offset, "allow_overlap?", nullable(overlap), "kind?", kind, "time_zone?", zone),
			node{"client_name": "Jonas Lindqvist", "date": "2026-11-25", "time": "10:30", "notes": "First visit", "duration_minutes": 30}),
		"AppointmentPatch": withExample(
			describeObject("client_name?", orNull("Null is the same as not sent"), "date?", orNull("YYYY-MM-DD"), "time?", orNull("HH:MM or HH:MM:SS"),
				"notes?", notes, "duration_minutes?", nullable(length), "status?", nullable(status), "utc_offset?", offset, "allow_overlap?", nullable(overlap), "kind?", kind, "time_zone?", zone),
			node{"time": "11:00"}),
		"Slot": describeObject("date", day(""), "time", clock(""), "duration_minutes", whole(""), "starts_at", moment("")),
	}
}

// nullable returns the schema with null as a further value, which means the same as not sent.
func nullable(schema node) node { return node{"anyOf": []node{schema, {"type": "null"}}} }

func accountSchemas() node {
	used := orNull("When it was last read, to the hour or so")
	return node{
		"Feed":    describeObject("created_at", moment(""), "last_used_at", used),
		"NewFeed": describeObject("path", str("The path of the address, which holds the secret"), "created_at", moment(""), "last_used_at", used),
		"Credentials": withExample(describeObject("username", str("3 to 64 letters, digits or . _ - @"), "password", str("At most 72 bytes")),
			node{"username": "jo.keller", "password": ""}),
		"SignIn": describeObject("grant_type?", node{"type": "string", "pattern": "^password$"}, "username", str(""), "password", str("")),
		"PasswordChange": withExample(describeObject("current_password", str(""), "new_password", str("At most 72 bytes")),
			node{"current_password": "", "new_password": ""}),
		"Token":     describeObject("access_token", str("A JWT"), "token_type", node{"const": "bearer"}),
		"Me":        describeObject("id", whole(""), "username", str(""), "role", enum("", roles...), "time_zone", str("The practice's IANA zone"), "password_min_length", whole("In characters"), "preferences", schemaRef("Preferences")),
		"AdminPing": describeObject("status", node{"const": "ok"}, "user", str("User name")),
	}
}

func preferenceSchemas() node {
	language := str("A tag such as de; empty: the browser's")
	clock, first := enum("", agenda.HourCycles...), enum("Of the week", agenda.FirstDays...)
	view, theme := enum("Shown first", agenda.Views...), enum("Empty: the device's", agenda.Themes...)
	shortcuts := truth("Single keys do something")
	zone := str("The IANA zone of the times shown and typed; empty: the practice's")
	return node{
		"Preferences": describeObject("language", language, "hour_cycle", clock, "first_day", first, "default_view", view, "theme", theme, "shortcuts", shortcuts, "time_zone", zone),
		"PreferencesPatch": withExample(describeObject("language?", nullable(language), "hour_cycle?", nullable(clock), "first_day?", nullable(first),
			"default_view?", nullable(view), "theme?", nullable(theme), "shortcuts?", nullable(shortcuts), "time_zone?", nullable(zone)), node{"hour_cycle": "12", "theme": "dark"}),
	}
}

func sessionSchemas() node {
	return node{
		"Session": describeObject("id", str("It opens nothing"), "current", truth("It is that of the token that was sent"), "created_at", moment("When its user signed in"),
			"last_seen_at", moment("To five minutes"), "expires_at", moment("Unless it is renewed"), "address", str("Where it was last seen; empty: unknown"), "agent", str("What the browser or program called itself then")),
		"SessionsEnded": describeObject("ended", whole("")),
	}
}

func kindSchemas() node {
	name, hue, minutes := str("1 to 40 characters, which are nobody else's in capitals or not"), between(0, agenda.Hues-1, "Which colour"), between(agenda.MinDurationMinutes, agenda.MaxDurationMinutes, "How long one usually takes")
	place := node{"type": "integer", "minimum": 1, "description": "In the list, from 1; beyond its end: last"}
	return node{
		"Kind": describeObject("id", whole(""), "name", str(""), "hue", hue, "minutes", minutes),
		"KindDraft": withExample(describeObject("name", name, "hue?", nullable(hue), "minutes?", nullable(minutes)),
			node{"name": "Follow-up", "hue": 1, "minutes": 45}),
		"KindPatch": withExample(describeObject("name?", nullable(name), "hue?", nullable(hue), "minutes?", nullable(minutes), "position?", nullable(place)),
			node{"position": 1}),
	}
}

func apiTokenSchemas() node {
	scope := enum("read opens what GET reads, write everything else too", agenda.ScopeRead, agenda.ScopeWrite)
	token := []any{
		"id", whole(""), "name", str(""), "scope", scope, "created_at", moment(""), "expires_at", nullable(moment("null: never")),
		"last_used_at", nullable(moment("To five minutes; null: not yet")),
	}
	return node{
		"APIToken":     describeObject(token...),
		"APITokenMade": describeObject(append(token, "token", str("Shown this once"))...),
		"APITokenDraft": withExample(describeObject("name", str("Up to 64 characters"), "scope", scope, "expires_in_days?", nullable(between(1, 3650, "null: never"))),
			node{"name": "Till", "scope": "read", "expires_in_days": 90}),
	}
}

func practiceSchemas() node {
	var week []any
	example := node{}
	for i := range 7 {
		name := agenda.Weekdays[(i+1)%7]
		week = append(week, name, node{"type": "array", "items": schemaRef("Opening"), "maxItems": agenda.MaxOpenings, "description": "Empty: closed"})
		example[name] = []node{{"from": "08:00", "to": "12:30"}, {"from": "13:30", "to": "18:00"}}
	}
	minute := node{"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$", "description": "By the practice's clocks"}
	reason := node{"type": "string", "maxLength": agenda.MaxReason, "description": "For people; may be empty"}
	closed := node{"type": "array", "items": schemaRef("ClosedDays"), "description": "Those of the past too, the earliest first"}
	return node{
		"Opening":         describeObject("from", minute, "to", minute),
		"OpeningHours":    withExample(describeObject(week...), example),
		"PracticeHours":   describeObject(append(week, "closed", closed, "time_zone", str("The practice's IANA zone"))...),
		"ClosedDays":      describeObject("id", whole(""), "first", day(""), "last", day("Closed too"), "reason", reason),
		"ClosedDaysDraft": withExample(describeObject("first", day(""), "last?", nullable(day("Closed too; the first unless given")), "reason?", nullable(reason)), node{"first": "2031-12-24", "last": "2031-12-31", "reason": "Holidays"}),
	}
}

func summarySchemas() node {
	state := enum("accepted, queued, running and retrying are open; the rest is final", jobStates...)
	label := str("Empty for the call without a label")
	language := str("A tag of BCP 47; absent: English")
	return node{
		"Import": describeObject("id", str(""), "file_name", str(""), "format", enum("", "csv", "icalendar"), "state", enum("", "waiting", "imported", "undone"),
			"created_at", moment(""), "created_by", str("User name"),
			"columns", node{"type": []string{"array", "null"}, "items": describeObject("name", str(""), "member", str("Of an appointment; empty: not read"))},
			"rows", whole(""), "new", whole("That can be booked"), "conflicts", whole("Whose time is taken"), "duplicates", whole("That are there already"), "faults", whole(""),
			"imported", whole(""), "undone", whole("Taken out of the calendar again"), "kept", whole("Not taken out, because they were changed since"),
			"report", node{"type": []string{"array", "null"}, "items": schemaRef("ImportedRow"), "description": "The first rows, and of the others those that are not simply new"}),
		"ImportedRow": describeObject("line", whole("Of the file; for an event its number"), "client_name", str(""), "date", str("As it was written, if it is none"), "time", str(""),
			"duration_minutes", whole(""), "verdict", enum("", "new", "conflict", "duplicate", "fault", "imported"), "fault?", str("A sentence"), "note?", str("A sentence"),
			"other?", describeObject("client_name", str(""), "starts_at", moment(""), "ends_at", moment(""), "line?", whole("Of an earlier row; else it is in the calendar"))),
		"SummaryAsk": withExample(node{
			"type": []string{"object", "null"},
			"properties": node{
				"label": orNull("Which days"), "force": nullable(truth("Make it although there is a fresh one")),
				"language": orNull("To write in, a tag of BCP 47 such as de; the practice's unless given"),
			},
		}, node{"label": "daily"}),
		"SummaryReceipt": describeObject("status", node{"const": "queued"}, "count", whole("Appointments in scope"), "job_id", str(""), "label", label, "state", state, "language?", language),
		"SummaryResult": node{"oneOf": []node{
			describeObject("status", node{"const": "pending"}, "summary", node{"type": "null"}),
			describeObject("status", node{"const": "ready"}, "summary", str("The text"), "job_id", str(""), "label", label,
				"generated_at", moment(""), "model", str("built-in, or a model's name"), "appointments", whole("How many it was written from"), "language?", language),
		}},
		"SummaryJob": describeObject("id", str(""), "label", label, "state", state, "count", whole("Appointments in scope when it was asked for"),
			"from?", day("First day in scope"), "to?", day("Last day in scope"), "run", whole("Which life"), "force?", truth(""),
			"paused?", truth("Accepted, and kept until an administrator lets jobs go on"),
			"requested_by", str("User name"), "requested_at", moment(""), "finished_at?", moment(""),
			"attempts", node{"type": []string{"array", "null"}, "items": schemaRef("Attempt")}, "error?", str("Why it failed"),
			"summary", orNull("The text"), "model?", str(""), "appointments?", whole(""), "result_id?", str("For skipped: the job that holds the summary"),
			"sent?", str("What was sent to the model, word for word; only where one job is asked for"),
			"language?", str("Of the summary, once it is written; before, the one asked for. A tag of BCP 47; absent: English")),
		"Attempt": describeObject("number", whole(""), "worker", str(""), "started_at", moment(""), "ended_at?", moment(""),
			"error?", str(""), "retry_at?", moment("When the next one is due")),
	}
}

func serviceSchemas() node {
	fault := describeObject("type", str("Such as missing, string_type, value_error"),
		"loc", node{"type": "array", "items": node{"type": []string{"string", "integer"}}, "description": "The path to the fault"},
		"msg", str("A sentence"), "input", node{"description": "What was sent; null where it is not repeated"})
	faults := node{"type": "array", "items": schemaRef("Fault")}
	return node{
		"Fault": fault,
		"Problem": describeObject("detail", node{"anyOf": []node{str("A sentence"), faults}}, "type", node{"type": "string", "format": "uri-reference"},
			"title", str(""), "status", whole(""), "instance?", str("The path"), "request_id?", str(""), "errors?", faults,
			"conflicts?", list("Appointment"), "free?", list("Slot"), "current?", schemaRef("Appointment"), "current_card?", schemaRef("ClientCard"), "tries_left?", whole("Of signing in, until there is a pause")),
		"Greeting": describeObject("status", node{"const": "ok"}, "message", str("")),
		"Alive":    describeObject("status", node{"const": "ok"}),
		"Readiness": describeObject("status", enum("", "ready", "degraded", "unavailable"), "version", str(""), "registration", enum("", "open", "closed"),
			"password_min_length", whole("In characters, of a new password"),
			"parts", node{"type": "array", "items": schemaRef("Part")}),
		"Part": describeObject("name", str(""), "status", str("up or down"), "detail?", str(""), "seconds?", node{"type": "number", "description": "That it took to answer"}),
	}
}
