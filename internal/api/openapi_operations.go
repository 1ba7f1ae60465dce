package api

// operations describes every row of the route table, by method and pattern.
var operations = map[string]operation{
	"GET /": {
		tag: "service", id: "greet", summary: "Is anybody there?",
		ok: node{"200": answer("The API runs", jsonOf(schemaRef("Greeting")))},
	},
	"GET /healthz": {
		tag: "service", id: "live", summary: "Is the process alive?",
		ok: node{"200": answer("It is", jsonOf(schemaRef("Alive")))},
	},
	"GET /readyz": {
		tag: "service", id: "ready", summary: "Can the service do its work?",
		about: "Without Redis it is degraded: booking goes on and summaries wait. So it is while its disk takes no writes: signing in and reading go on.",
		ok: node{
			"200": answer("It can, or can in part", jsonOf(schemaRef("Readiness"))),
			"503": answer("The database is away", jsonOf(schemaRef("Readiness"))),
		},
	},
	"GET /openapi.json": {
		tag: "service", id: "openapi", summary: "This document",
		ok: node{"200": answer("OpenAPI 3.1", jsonOf(node{"type": "object"}))},
	},
	"GET /docs/": {
		tag: "service", id: "docs", summary: "A page to read and try the API with",
		ok: node{"200": answer("The page", text("text/html"))},
	},
	"GET /docs/{file}": {
		tag: "service", id: "docsFile", summary: "What the page is made of", params: []string{"File"},
		ok:       node{"200": answer("A file", node{"text/javascript": text("text/javascript")["text/javascript"], "text/css": text("text/css")["text/css"]})},
		refusals: []string{"404"},
	},

	"POST /auth/register": {
		tag: "accounts", id: "register", summary: "Make an account and sign in", body: jsonOf(schemaRef("Credentials")),
		about:    "It never makes an administrator.",
		ok:       node{"200": answer("The account's first token", jsonOf(schemaRef("Token")))},
		refusals: []string{"400", "403", "507"},
	},
	"POST /auth/token": {
		tag: "accounts", id: "signIn", summary: "Sign in",
		about: "The answer is the same for an unknown name, a wrong password and a disabled account.",
		body: node{
			"application/x-www-form-urlencoded": node{"schema": schemaRef("SignIn")},
			"multipart/form-data":               node{"schema": schemaRef("SignIn")},
		},
		ok:       node{"200": answer("A token", jsonOf(schemaRef("Token")))},
		refusals: []string{"400"},
	},
	"POST /auth/renew": {
		tag: "accounts", id: "renew", summary: "Stay signed in",
		about:    "Answers with a fresh token for the one that is sent, up to 30 days after signing in; then 401.",
		params:   []string{"Lasting"},
		ok:       node{"200": answer("A fresh token", jsonOf(schemaRef("Token")))},
		refusals: []string{"422"},
	},
	"GET /auth/me": {
		tag: "accounts", id: "me", summary: "Who am I?",
		ok: node{"200": answer("Who the token speaks for", jsonOf(schemaRef("Me")))},
	},
	"POST /auth/password": {
		tag: "accounts", id: "changePassword", summary: "Change the password", body: jsonOf(schemaRef("PasswordChange")),
		about:    "Ends every session of the user; the answer holds a token for this one.",
		ok:       node{"200": answer("A fresh token", jsonOf(schemaRef("Token")))},
		refusals: []string{"400", "507"},
	},
	"POST /auth/revoke": {
		tag: "accounts", id: "endSessions", summary: "Sign out everywhere",
		about:    "Makes every token of the user worthless, this one too.",
		ok:       node{"204": answer("Done", nil)},
		refusals: []string{"507"},
	},
	"POST /auth/logout": {
		tag: "accounts", id: "signOut", summary: "Sign out",
		about:    "Ends the session of the token that is sent, whose tokens open nothing any more. A token that was given without a session, while nothing could be written, lives until it expires.",
		ok:       node{"204": answer("Done", nil)},
		refusals: []string{"507"},
	},
	"GET /auth/sessions/": {
		tag: "accounts", id: "listSessions", summary: "Where I am signed in, what was seen last first",
		ok: node{"200": answer("The sessions", jsonOf(list("Session")))},
	},
	"DELETE /auth/sessions/": {
		tag: "accounts", id: "endOtherSessions", summary: "Sign out everywhere else",
		about:    "Ends every session but that of the token that is sent.",
		ok:       node{"200": answer("How many there were", jsonOf(schemaRef("SessionsEnded")))},
		refusals: []string{"507"},
	},
	"DELETE /auth/sessions/{session_id}": {
		tag: "accounts", id: "endSession", summary: "End a session", params: []string{"SessionID"},
		ok:       node{"204": answer("Its tokens open nothing any more", nil)},
		refusals: []string{"404", "507"},
	},
	"GET /auth/feed": {
		tag: "accounts", id: "getFeed", summary: "Since when is there a calendar to subscribe to?",
		ok:       node{"200": answer("The feed, without its secret", jsonOf(schemaRef("Feed")))},
		refusals: []string{"404"},
	},
	"POST /auth/feed": {
		tag: "accounts", id: "renewFeed", summary: "Make an address at which programs read the calendar",
		about:    "Whoever knows it can read, without signing in. It is in the answer, and nowhere else. The one before stops working.",
		ok:       node{"201": answer("The feed and its path", jsonOf(schemaRef("NewFeed")))},
		refusals: []string{"507"},
	},
	"DELETE /auth/feed": {
		tag: "accounts", id: "removeFeed", summary: "Withdraw the address of the calendar",
		ok:       node{"204": answer("It opens nothing any more", nil)},
		refusals: []string{"507"},
	},
	"GET /auth/preferences": {
		tag: "accounts", id: "getPreferences", summary: "What I chose about the pages",
		ok: node{"200": answer("The preferences", jsonOf(schemaRef("Preferences")))},
	},
	"PUT /auth/preferences": {
		tag: "accounts", id: "putPreferences", summary: "Change the members that are sent", body: jsonOf(schemaRef("PreferencesPatch")),
		ok:       node{"200": answer("The preferences as they are now", jsonOf(schemaRef("Preferences")))},
		refusals: []string{"507"},
	},
	"GET /auth/tokens/": {
		tag: "accounts", id: "listTokens", summary: "My API tokens, the newest first",
		about: "Expired ones too. What they were is known to nobody here.",
		ok:    node{"200": answer("The tokens", jsonOf(list("APIToken")))},
	},
	"POST /auth/tokens/": {
		tag: "accounts", id: "createToken", summary: "Make an API token", body: jsonOf(schemaRef("APITokenDraft")),
		about:    "The token is in the answer, and nowhere else.",
		ok:       node{"201": answer("The token", jsonOf(schemaRef("APITokenMade")))},
		refusals: []string{"409", "507"},
	},
	"DELETE /auth/tokens/{token_id}": {
		tag: "accounts", id: "deleteToken", summary: "Revoke an API token", params: []string{"TokenID"},
		ok:       node{"204": answer("It opens nothing any more", nil)},
		refusals: []string{"404", "422", "507"},
	},
	"GET /auth/admin/ping": {
		tag: "accounts", id: "pingAdmin", summary: "Am I an administrator?",
		ok: node{"200": answer("Yes", jsonOf(schemaRef("AdminPing")))},
	},

	"GET /appointments/": {
		tag: "appointments", id: "listAppointments", summary: "Read all, or those that match",
		about:    "Without limit the whole list is streamed. With it, Link names the next page and Total-Count how many match.",
		params:   []string{"From", "To", "Zone", "IDs", "Search", "OfClient", "OfKind", "Status", "Sort", "PageLimit", "Cursor", "IfNoneMatch"},
		ok:       node{"200": answer("The appointments", jsonOf(list("Appointment")), "ETag", "Link", "Total-Count"), "304": answer("Nothing has changed", nil, "ETag")},
		refusals: []string{"422"},
	},
	"POST /appointments/": {
		tag: "appointments", id: "createAppointment", summary: "Book", body: jsonOf(schemaRef("AppointmentDraft")),
		params:   []string{"IdempotencyKey"},
		ok:       node{"201": answer("The appointment", jsonOf(schemaRef("Appointment")), "ETag", "Location", "Idempotency-Replayed")},
		refusals: []string{"400", "409", "507"},
	},
	"GET /appointments/export": {
		tag: "appointments", id: "exportAppointments", summary: "Export as CSV",
		about:    "Cells that a spreadsheet would run as a formula are led by an apostrophe.",
		params:   []string{"From", "To", "Zone", "IDs", "Search", "OfClient", "OfKind", "Status"},
		ok:       node{"200": answer("RFC 4180, with the header id,client_name,date,time,notes", text("text/csv"))},
		refusals: []string{"422"},
	},
	"GET /appointments/export.ics": {
		tag: "appointments", id: "exportCalendar", summary: "Export as iCalendar",
		about:    "Times are the practice's, whose zone is described in it; on the night on which clocks are set back they are UTC.",
		params:   []string{"From", "To", "Zone", "IDs", "Search", "OfClient", "OfKind", "Status"},
		ok:       node{"200": answer("RFC 5545, an event for each appointment", text("text/calendar"))},
		refusals: []string{"422"},
	},
	"GET /calendar/{secret}.ics": {
		tag: "appointments", id: "calendarFeed", summary: "The calendar, to subscribe to", params: []string{"FeedSecret", "IfNoneMatch"},
		about:    "For programs that cannot sign in: the address is the password. It holds the last 90 days and all that lies ahead. Cancelled appointments are in it, deleted ones are not.",
		ok:       node{"200": answer("RFC 5545, an event for each appointment", text("text/calendar"), "ETag"), "304": answer("Nothing has changed", nil, "ETag")},
		refusals: []string{"404"},
	},
	"GET /appointments/free": {
		tag: "appointments", id: "freeTimes", summary: "Free times nearest to one",
		about:    "Within the hours of the practice, on its next days with hours; where it has none at all, from Monday to Friday, 08:00 to 18:00.",
		params:   []string{"Date", "Time", "Zone", "Duration"},
		ok:       node{"200": answer("Free times, in order", jsonOf(list("Slot")))},
		refusals: []string{"422"},
	},
	"GET /appointments/{appointment_id}": {
		tag: "appointments", id: "getAppointment", summary: "Read one", params: []string{"AppointmentID", "IfNoneMatch"},
		ok:       node{"200": answer("The appointment", jsonOf(schemaRef("Appointment")), "ETag"), "304": answer("It has not changed", nil, "ETag")},
		refusals: []string{"404", "422"},
	},
	"PUT /appointments/{appointment_id}": {
		tag: "appointments", id: "updateAppointment", summary: "Change the members that are sent", body: jsonOf(schemaRef("AppointmentPatch")),
		params:   []string{"AppointmentID", "IfMatch"},
		ok:       node{"200": answer("The appointment as it is now", jsonOf(schemaRef("Appointment")), "ETag")},
		refusals: []string{"400", "404", "409", "412", "507"},
	},
	"DELETE /appointments/{appointment_id}": {
		tag: "appointments", id: "deleteAppointment", summary: "Delete", params: []string{"AppointmentID", "IfMatch"},
		about:    "It can be restored for 30 days.",
		ok:       node{"204": answer("Deleted", nil)},
		refusals: []string{"404", "412", "422", "507"},
	},
	"POST /appointments/{appointment_id}/restore": {
		tag: "appointments", id: "restoreAppointment", summary: "Bring a deleted one back", params: []string{"AppointmentID"},
		ok:       node{"200": answer("The appointment", jsonOf(schemaRef("Appointment")), "ETag")},
		refusals: []string{"404", "409", "422", "507"},
	},

	"GET /appointments/deleted": {
		tag: "appointments", id: "listDeleted", summary: "Those that were deleted and can be restored", params: []string{"DeletedLimit", "Cursor"},
		about:    "The latest deletion first, of the last 30 days.",
		ok:       node{"200": answer("The appointments", jsonOf(list("Appointment")), "Link")},
		refusals: []string{"422"},
	},
	"GET /appointments/{appointment_id}/history": {
		tag: "appointments", id: "history", summary: "Who did what to one, and when", params: []string{"AppointmentID"},
		about:    "The newest first, also of a deleted one. Of what changed only the names are known.",
		ok:       node{"200": answer("What was done", jsonOf(list("AuditEntry")))},
		refusals: []string{"404", "422"},
	},

	"GET /admin/users/": {
		tag: "administration", id: "listUsers", summary: "All users, by name",
		ok: node{"200": answer("The users", jsonOf(list("User")))},
	},
	"POST /admin/users/": {
		tag: "administration", id: "createUser", summary: "Make an account", body: jsonOf(schemaRef("UserDraft")),
		about:    "Without a password one is made. It is in the answer, and nowhere else.",
		ok:       node{"201": answer("The user", jsonOf(schemaRef("UserWithPassword")))},
		refusals: []string{"507"},
	},
	"PUT /admin/users/{user_id}": {
		tag: "administration", id: "updateUser", summary: "Change the members that are sent", params: []string{"UserID"}, body: jsonOf(schemaRef("UserPatch")),
		about:    "Ends the user's sessions. The last administrator who can sign in stays one: 409.",
		ok:       node{"200": answer("The user as it is now", jsonOf(schemaRef("User")))},
		refusals: []string{"404", "409", "507"},
	},
	"POST /admin/users/{user_id}/password": {
		tag: "administration", id: "resetPassword", summary: "Give a user another password", params: []string{"UserID"}, body: jsonOf(schemaRef("PasswordReset")), optional: true,
		about:    "Without a password one is made. It is in the answer, and nowhere else. Ends the user's sessions.",
		ok:       node{"200": answer("The user", jsonOf(schemaRef("UserWithPassword")))},
		refusals: []string{"404", "507"},
	},
	"GET /admin/audit": {
		tag: "administration", id: "listAudit", summary: "Who did what, the newest first",
		params:   []string{"Actor", "Action", "Object", "ObjectID", "From", "To", "Zone", "AuditLimit", "BeforeEntry"},
		ok:       node{"200": answer("The entries", jsonOf(list("AuditEntry")), "Link")},
		refusals: []string{"422"},
	},
	"GET /admin/queue": {
		tag: "administration", id: "queueHealth", summary: "How summaries come along",
		about: "What only Redis knows is null while Redis is away.",
		ok:    node{"200": answer("The queue", jsonOf(schemaRef("QueueHealth")))},
	},
	"POST /admin/queue/retry": {
		tag: "administration", id: "retryJobs", summary: "Give every dead job another life",
		ok:       node{"200": answer("How many there were", jsonOf(schemaRef("Retried")))},
		refusals: []string{"507"},
	},
	"POST /admin/queue/pause": {
		tag: "administration", id: "pauseJobs", summary: "Put no more jobs on the queue",
		about:    "Jobs are accepted and kept meanwhile. Those on the queue already are done.",
		ok:       node{"200": answer("The queue", jsonOf(schemaRef("QueueHealth")))},
		refusals: []string{"507"},
	},
	"POST /admin/queue/resume": {
		tag: "administration", id: "resumeJobs", summary: "Put jobs on the queue again",
		ok:       node{"200": answer("The queue", jsonOf(schemaRef("QueueHealth")))},
		refusals: []string{"507"},
	},
	"GET /admin/system": {
		tag: "administration", id: "system", summary: "What runs and how it is set up",
		about: "The values of secret settings are not told.",
		ok:    node{"200": answer("The system", jsonOf(schemaRef("System")))},
	},
	"POST /admin/backup": {
		tag: "administration", id: "backUp", summary: "Back up now",
		about:    "Answers when the backup is written and checked. 400 where there is no directory for backups.",
		ok:       node{"200": answer("The backup", jsonOf(schemaRef("Backup")))},
		refusals: []string{"400", "409", "507"},
	},

	"GET /imports/": {
		tag: "imports", id: "listImports", summary: "The newest imports, without their reports",
		ok: node{"200": answer("The imports", jsonOf(list("Import")))},
	},
	"POST /imports/": {
		tag: "imports", id: "uploadImport", summary: "Upload a CSV or iCalendar file and see what would become of it",
		about:  "At most 5 MB and 10,000 appointments. Nothing is booked: that is what commit does, within a day.",
		params: []string{"FileName"}, body: node{"text/csv": node{"schema": str("The file")}, "text/calendar": node{"schema": str("The file")}},
		ok:       node{"201": answer("The import, and what would become of its rows", jsonOf(schemaRef("Import")), "Location")},
		refusals: []string{"400", "413", "422", "507"},
	},
	"GET /imports/{import_id}": {
		tag: "imports", id: "getImport", summary: "Read an import as it is now", params: []string{"ImportID"},
		ok:       node{"200": answer("The import", jsonOf(schemaRef("Import")))},
		refusals: []string{"404"},
	},
	"POST /imports/{import_id}/commit": {
		tag: "imports", id: "commitImport", summary: "Book what can be booked", params: []string{"ImportID", "Overlaps"},
		about:    "By the rules of any booking. What stops it halfway is made up for by calling it again: no row is booked twice.",
		ok:       node{"200": answer("The import and its outcome", jsonOf(schemaRef("Import")))},
		refusals: []string{"404", "409", "422", "507"},
	},
	"POST /imports/{import_id}/undo": {
		tag: "imports", id: "undoImport", summary: "Delete what an import has booked", params: []string{"ImportID"},
		about:    "What was changed since is kept. What is deleted can be restored.",
		ok:       node{"200": answer("The import and its outcome", jsonOf(schemaRef("Import")))},
		refusals: []string{"404", "507"},
	},
	"GET /practice/hours": {
		tag: "practice", id: "getHours", summary: "When is the practice open?",
		about: "An opening is by the practice's clocks and holds its first minute and not its last. Closed days are closed whatever their weekday. Free times are offered within these hours; booking is possible at any time.",
		ok:    node{"200": answer("The week and the closed days", jsonOf(schemaRef("PracticeHours")))},
	},
	"PUT /practice/hours": {
		tag: "practice", id: "putHours", summary: "Replace the week", body: jsonOf(schemaRef("OpeningHours")),
		about:    "All seven days are sent. Openings may come in any order; those that touch become one, those that overlap are refused. Closed days stay as they are.",
		ok:       node{"200": answer("The hours as they are now", jsonOf(schemaRef("PracticeHours")))},
		refusals: []string{"507"},
	},
	"POST /practice/closed-days/": {
		tag: "practice", id: "closeDays", summary: "Close the practice on some days", body: jsonOf(schemaRef("ClosedDaysDraft")),
		about:    "What is booked on them stays booked.",
		ok:       node{"201": answer("The closed days", jsonOf(schemaRef("ClosedDays")))},
		refusals: []string{"409", "507"},
	},
	"DELETE /practice/closed-days/{closed_id}": {
		tag: "practice", id: "reopenDays", summary: "Open on closed days after all", params: []string{"ClosedID"},
		ok:       node{"204": answer("They are closed no more", nil)},
		refusals: []string{"404", "422", "507"},
	},

	"GET /kinds/": {
		tag: "appointments", id: "listKinds", summary: "What appointments can be for",
		about: "In the order in which administrators put them.",
		ok:    node{"200": answer("The kinds", jsonOf(list("Kind")))},
	},
	"POST /kinds/": {
		tag: "administration", id: "createKind", summary: "Add a kind", body: jsonOf(schemaRef("KindDraft")),
		about:    "At the end of the list. 409 where there is one of that name, in capitals or not, or as many as there can be.",
		ok:       node{"201": answer("The kind", jsonOf(schemaRef("Kind")))},
		refusals: []string{"409", "507"},
	},
	"PUT /kinds/{kind_id}": {
		tag: "administration", id: "updateKind", summary: "Change the members that are sent", params: []string{"KindID"}, body: jsonOf(schemaRef("KindPatch")),
		about:    "With its name that of all its appointments changes.",
		ok:       node{"200": answer("The kind as it is now", jsonOf(schemaRef("Kind")))},
		refusals: []string{"404", "409", "507"},
	},
	"DELETE /kinds/{kind_id}": {
		tag: "administration", id: "deleteKind", summary: "Take a kind off the list", params: []string{"KindID"},
		about:    "Appointments of it stay as they are.",
		ok:       node{"204": answer("Deleted", nil)},
		refusals: []string{"404", "422", "507"},
	},

	"POST /summary/": {
		tag: "summaries", id: "askSummary", summary: "Ask for a summary",
		about: "The label names the days: daily, weekly, a day, or two joined by two dots; any other, like none, what is upcoming. " +
			"A labelled summary made less than 300 seconds ago is not made again, whatever its language, unless force is true. " +
			"The built-in summarizer writes English and German, and English for any other language; the job says which it was.",
		params: []string{"Label", "Force", "Language", "IdempotencyKey"}, body: jsonOf(schemaRef("SummaryAsk")), optional: true,
		ok:       node{"200": answer("Accepted", jsonOf(schemaRef("SummaryReceipt")), "Idempotency-Replayed")},
		refusals: []string{"507"},
	},
	"GET /summary/result": {
		tag: "summaries", id: "summaryResult", summary: "The newest summary", params: []string{"Label"},
		ok:       node{"200": answer("The summary, or that there is none yet", jsonOf(schemaRef("SummaryResult")))},
		refusals: []string{"422"},
	},
	"GET /summary/events": {
		tag: "summaries", id: "summaryEvents", summary: "Jobs as they change", params: []string{"WatchID"},
		about:    "Server-sent events named job, whose data is a SummaryJob: first the open ones, then each that changes.",
		ok:       node{"200": answer("A stream that does not end", text("text/event-stream"))},
		refusals: []string{"404", "422"},
	},
	"GET /summary/jobs/": {
		tag: "summaries", id: "listJobs", summary: "Summary jobs, the newest first", params: []string{"Label", "NotLabel", "JobState", "Mentions", "JobLimit", "Before"},
		ok:       node{"200": answer("The jobs", jsonOf(list("SummaryJob")))},
		refusals: []string{"404", "422"},
	},
	"GET /summary/jobs/{job_id}": {
		tag: "summaries", id: "getJob", summary: "Read one job", params: []string{"JobID"},
		ok:       node{"200": answer("The job", jsonOf(schemaRef("SummaryJob")))},
		refusals: []string{"404"},
	},
	"POST /summary/jobs/{job_id}/retry": {
		tag: "summaries", id: "retryJob", summary: "Give a dead job another life", params: []string{"JobID"},
		ok:       node{"200": answer("The job", jsonOf(schemaRef("SummaryJob")))},
		refusals: []string{"404", "409", "507"},
	},
	"POST /summary/jobs/{job_id}/discard": {
		tag: "summaries", id: "discardJob", summary: "End a job that nobody wants", params: []string{"JobID"},
		about:    "Who asked for it may while it is under way; administrators may at any time, also what failed for good. 409 when it has ended.",
		ok:       node{"200": answer("The job", jsonOf(schemaRef("SummaryJob")))},
		refusals: []string{"404", "409", "507"},
	},
}

func list(name string) node { return node{"type": "array", "items": schemaRef(name)} }

func text(mediaType string) node {
	return node{mediaType: node{"schema": node{"type": "string"}}}
}
