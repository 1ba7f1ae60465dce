package api

// number describes a count or a length that null stands for where it is not known.
func number(about string) node {
	return node{"type": []string{"number", "null"}, "description": about}
}

// byHour describes a figure for each of the last 24 hours.
func byHour(of node, about string) node {
	return node{"type": "array", "items": of, "minItems": 24, "maxItems": 24, "description": about}
}

// unlessAway describes a list that null stands for while Redis is away.
func unlessAway(items node) node {
	return node{"type": []string{"array", "null"}, "items": items}
}

func adminSchemas() node {
	password := str("At most 72 bytes")
	user := []any{
		"id", whole(""), "username", str(""), "role", enum("", roles...), "disabled", truth("Cannot sign in"), "created_at", moment(""),
	}
	return node{
		"User":             describeObject(user...),
		"UserWithPassword": describeObject(append(user, "password", str("Shown this once"))...),
		"UserDraft": withExample(describeObject("username", str("3 to 64 letters, digits or . _ - @"), "password?", nullable(password), "role?", nullable(enum("", roles...))),
			node{"username": "jo.keller", "role": "user"}),
		"UserPatch":     withExample(describeObject("role?", nullable(enum("", roles...)), "disabled?", nullable(truth(""))), node{"role": "admin"}),
		"PasswordReset": node{"type": []string{"object", "null"}, "properties": node{"password": nullable(password)}},
		"AuditEntry": describeObject("id", whole(""), "at", moment(""), "actor", str("User name; empty for what the program does by itself"),
			"action", str("Such as created, moved or signed in"), "object", str("Such as appointment, user or summary"), "object_id", str(""),
			"fields", node{"type": "array", "items": str(""), "description": "The names of what changed"}),
		"QueueHealth": describeObject("checked_at", moment(""), "waiting", number("On the queue's list"), "running", number("Being written"),
			"retrying", number("Between two tries"), "workers", number("Heard of lately"), "accepted", whole("Stored, and not on the queue yet"),
			"dead", whole("Failed for good"), "oldest_seconds", number("Since the oldest open one was asked for; null: there is none"),
			"done_24h", whole("In the last 24 hours"), "failed_24h", whole("For good, in the last 24 hours"),
			"median_seconds", number("From being asked for to being ready, in the last 24 hours; null: nothing was"), "p95_seconds", number("95 of 100 took no longer"),
			"done_by_hour", byHour(whole(""), "The last hour comes last"),
			"median_by_hour", byHour(number(""), "Of those that became ready in it; null: none did"),
			"open_by_hour", byHour(whole(""), "That had not ended when the hour ended, of those that were done, failed or are open"),
			"worker_list", unlessAway(describeObject("name", str(""), "heard_seconds", node{"type": "number", "description": "Since its last sign of life"},
				"slots", whole("Jobs it does at once; 0: it does not tell"), "done", whole("Since it started"),
				"jobs", node{"type": "array", "items": describeObject("id", str(""), "label", str(""), "attempt", whole(""))})),
			"locks", unlessAway(describeObject("label", str(""), "left_seconds", node{"type": "number"}, "done", truth("It was summarised; else it is being summarised"))),
			"paused", nullable(describeObject("since", moment(""), "by", str("User name"))),
			"parts", node{"type": "array", "items": schemaRef("Part")}),
		"Retried": describeObject("retried", whole("Jobs that were given another life")),
		"System": describeObject("version", str(""), "go", str(""), "platform", str(""), "started_at", moment(""), "uptime_seconds", whole(""), "time_zone", str(""),
			"database", describeObject("kind", enum("", "sqlite", "postgresql"), "name", str("Of the file, or the address without its password"), "size_bytes", number("null: it could not be asked")),
			"backups", describeObject("possible", truth("There is a directory for them"), "every_seconds", whole("0: only when somebody asks"), "keep", whole(""),
				"last_at", nullable(moment("")), "failed", truth("The last try did")),
			"settings", node{"type": "array", "items": describeObject("name", str(""), "value", str("Not told of secret ones"), "from", enum("", "default", "environment", "file"))}),
		"Backup": describeObject("name", str("Of the file in the backups' directory"), "at", moment(""), "size_bytes", whole("")),
	}
}
