package api

import (
	"strconv"

	"appointment-manager/internal/problem"
)

// components are the parts of the document that operations refer to.
func components() node {
	return node{
		"schemas":    schemas(),
		"parameters": parameters(),
		"headers": node{
			"ETag":                 header("Names this state; send it back in If-None-Match or If-Match"),
			"Link":                 header(`Where the next page is: <...>; rel="next"`),
			"Location":             header("Where the appointment is"),
			"Total-Count":          node{"description": "How many match on all pages; only with limit", "schema": node{"type": "integer"}},
			"Idempotency-Replayed": header("true where the answer repeats an earlier one"),
			"Retry-After":          header("Seconds to wait"),
			"WWW-Authenticate":     header("Bearer"),
			"Allow":                header("The methods that the path knows"),
		},
		"responses": refusals(),
		"securitySchemes": node{"bearer": node{
			"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "From POST /auth/token, or an API token",
		}},
	}
}

// refusals describes every kind of problem, one answer for each.
func refusals() node {
	all := node{}
	for _, k := range problem.Kinds {
		content := node{problem.ContentType: node{"schema": schemaRef("Problem")}}
		n := answer(k.Title, content)
		switch k.Status {
		case 401:
			n = answer(k.Title, content, "WWW-Authenticate")
		case 405:
			n = answer(k.Title, content, "Allow")
		case 429, 503:
			n = answer(k.Title, content, "Retry-After")
		}
		all["Problem"+strconv.Itoa(k.Status)] = n
	}
	return all
}

func header(about string) node { return node{"description": about, "schema": node{"type": "string"}} }

func param(in, name, about string, schema node) node {
	return node{"in": in, "name": name, "description": about, "schema": schema, "required": in == "path"}
}

func required(p node) node {
	p["required"] = true
	return p
}

func parameters() node {
	plain := node{"type": "string"}
	return node{
		"AppointmentID":  param("path", "appointment_id", "An appointment's id", node{"type": "integer", "format": "int64"}),
		"UserID":         param("path", "user_id", "A user's id", node{"type": "integer", "format": "int64"}),
		"SessionID":      param("path", "session_id", "A session's id", plain),
		"TokenID":        param("path", "token_id", "An API token's id", node{"type": "integer", "format": "int64"}),
		"ClosedID":       param("path", "closed_id", "The id of closed days", node{"type": "integer", "format": "int64"}),
		"Actor":          param("query", "actor", "Only what this user did", plain),
		"Action":         param("query", "action", "Only this, such as created, moved or signed in", plain),
		"Object":         param("query", "object", "Only what was done to this kind of object: appointment, user, summary", plain),
		"ObjectID":       param("query", "object_id", "Only what was done to the object with this id", plain),
		"AuditLimit":     param("query", "limit", "At most so many; 50 unless given", between(1, maxAudit, "")),
		"BeforeEntry":    param("query", "before", "Only entries older than the one with this id", node{"type": "integer"}),
		"DeletedLimit":   param("query", "limit", "At most so many; 100 unless given", between(1, maxPage, "")),
		"JobID":          param("path", "job_id", "A job's id", plain),
		"FeedSecret":     param("path", "secret", "The secret of a feed", plain),
		"File":           param("path", "file", "docs.js or docs.css", plain),
		"From":           param("query", "from", "First day", day("")),
		"To":             param("query", "to", "Last day", day("")),
		"Zone":           param("query", "time_zone", "The IANA zone that days and times of the query are meant in; the practice's unless given", plain),
		"IDs":            param("query", "id", "Only those of these ids, with commas between them, at most "+strconv.Itoa(maxPage), plain),
		"Search":         param("query", "q", "Part of the client's name, of the notes or of the kind, in any case", plain),
		"ImportID":       param("path", "import_id", "An import's id", plain),
		"FileName":       param("query", "file_name", "What the file is called", plain),
		"Overlaps":       param("query", "overlaps", "Book those too whose time is taken, as overlaps on purpose", node{"type": "boolean"}),
		"OfClient":       param("query", "client", "Only those of the client with this whole name", plain),
		"OfKind":         param("query", "kind", "Only those of the kind with this whole name", plain),
		"KindID":         param("path", "kind_id", "A kind's id", node{"type": "integer", "format": "int64"}),
		"ClientPart":     param("query", "q", "Part of the name or of what the card says, in any case; of a phone number, however it is written", plain),
		"ClientName":     required(param("query", "name", "The whole name of a client, its ASCII letters in any case", plain)),
		"NamePart":       param("query", "name", "Part of the name, in any case", plain),
		"AfterName":      param("query", "after", "Only names that come after this one", plain),
		"ClientLimit":    param("query", "limit", "At most so many; 100 unless given", between(1, maxPage, "")),
		"Status":         param("query", "status", "Only those of this status", enum("", statuses...)),
		"Sort":           param("query", "sort", "The order: of booking, or of start", enum("", "id", "start")),
		"PageLimit":      param("query", "limit", "At most so many", between(1, maxPage, "")),
		"Cursor":         param("query", "cursor", "From a Link of the same list", plain),
		"Date":           required(param("query", "date", "The day wanted", day(""))),
		"Time":           required(param("query", "time", "The time wanted", clock(""))),
		"Duration":       param("query", "duration_minutes", "The length wanted; 30 unless given", length),
		"Label":          param("query", "label", "Which days: see POST /summary/", plain),
		"Force":          param("query", "force", "Make it although there is a fresh one", node{"type": "boolean"}),
		"Language":       param("query", "language", "To write in, a tag of BCP 47 such as de; the practice's unless given", plain),
		"Lasting":        param("query", "lasting", "For the rest of the 30 days, instead of the usual short time", node{"type": "boolean"}),
		"JobState":       param("query", "state", "Only in these states, joined by commas", plain),
		"JobLimit":       param("query", "limit", "At most so many; 50 unless given", between(1, maxJobs, "")),
		"NotLabel":       param("query", "not_label", "Only with other labels than these, joined by commas", plain),
		"Mentions":       param("query", "mentions", "Only summaries whose days are those of the appointment with this id and that name its client; 404 when there is none. The newest 200 of these days are looked through", node{"type": "integer", "format": "int64"}),
		"Before":         param("query", "before", "Only jobs older than the one with this id", plain),
		"WatchID":        param("query", "id", "Only this job", plain),
		"IfNoneMatch":    param("header", "If-None-Match", "An ETag; 304 where it still holds", plain),
		"IfMatch":        param("header", "If-Match", "An ETag; 412 where it does not hold any more", plain),
		"IdempotencyKey": param("header", "Idempotency-Key", "1 to 255 printable characters; a repeat with the same key is done once", plain),
	}
}
