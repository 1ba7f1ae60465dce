package main

// sessions holds that who signs out is out, and nobody else.
var sessions = []mutant{
	{
		"an ended session opens nothing", "internal/agenda/session.go",
		"err == nil && c.Session != \"\" && seen == nil:", "false:",
		"api", "TestSessionsAreListedAndEnded",
	},
	{
		"another's session opens nothing", "internal/store/users.go",
		" AND user_id = users.id)", ")",
		"api", "TestForgedSessions",
	},
	{
		"nobody ends another's session", "internal/store/sessions.go",
		"\"DELETE FROM sessions WHERE id = ? AND user_id = ?\", id, userID", "\"DELETE FROM sessions WHERE id = ?\", id",
		"api", "TestSessionsAreListedAndEnded",
	},
	{
		"nobody sees another's sessions", "internal/store/sessions.go",
		"Where(\"user_id = ? AND", "Where(\"user_id > ? - user_id AND",
		"api", "TestSessionsAreListedAndEnded",
	},
	{
		"ending all others ends one's own only", "internal/store/sessions.go",
		"\"DELETE FROM sessions WHERE user_id = ? AND id <> ?\", userID, but", "\"DELETE FROM sessions WHERE id <> ?\", but",
		"api", "TestEverySessionButThisOneIsEnded",
	},
	{
		"a session that is noted is one's own", "internal/store/sessions.go",
		"ELSE expires_at END WHERE id = ? AND user_id = ?`", "ELSE expires_at END WHERE id = ? AND user_id <> -?`",
		"store", "TestSQLite/sessions$",
	},
	{
		"a renewed token keeps its session", "internal/auth/tokens.go",
		"\t\tSession:  c.Session,\n", "",
		"auth", "TestARenewedTokenKeepsItsSession",
	},
	{
		"a session lives as long as its longest token", "internal/store/sessions.go",
		"CASE WHEN expires_at < ? THEN", "CASE WHEN 0 < ? THEN",
		"api", "TestSigningOutEndsTheSession",
	},
	{
		"sessions end with their tokens", "internal/store/users.go",
		"if u.TokenVersion != before.TokenVersion {", "if false {",
		"store", "TestSQLite/sessions_end_with_their_tokens",
	},
	{
		"no session is made for tokens that have ended", "internal/store/sessions.go",
		"FROM users WHERE id = ? AND token_version = ?`", "FROM users WHERE id = ? AND token_version >= ?`",
		"store", "TestSQLite/sessions$",
	},
	{
		"a session that cannot be recorded keeps nobody out", "internal/agenda/session.go",
		"\t\ttoken, _, err = issue(\"\")\n\t\treturn token, err\n", "\t\treturn \"\", err\n",
		"agenda", "TestASessionThatCannotBeRecordedKeepsNobodyOut",
	},
	{
		"sessions of one user are bounded", "internal/store/sessions.go",
		"if has >= limit {", "if false {",
		"api", "TestSigningInOverAndOverFillsNothing",
	},
	{
		"expired sessions make room", "internal/store/sessions.go",
		"\"DELETE FROM sessions WHERE user_id = ? AND expires_at <= ?\", n.UserID", "\"DELETE FROM sessions WHERE user_id = ? AND 0 > ?\", n.UserID",
		"store", "TestSQLite/sessions_are_bounded",
	},
	{
		"sessions are noted now and then", "internal/agenda/session.go",
		"s.now().Sub(*seen) >= useNoted", "true",
		"agenda", "TestASessionIsNotedNowAndThen",
	},
	{
		"what a browser calls itself is short", "internal/agenda/session.go",
		"len(runes) > maxAgent {", "len(runes) > maxAgent && false {",
		"agenda", "TestAgentNames",
	},
	{
		"what a browser calls itself can be shown", "internal/agenda/session.go",
		"r == utf8.RuneError || !unicode.IsPrint(r)", "r == utf8.RuneError || r == 0 && !unicode.IsPrint(r)",
		"agenda", "TestAgentNames",
	},
	{
		"API tokens manage no sessions", "internal/api/routes.go",
		"{del, \"/auth/sessions/{session_id}\", personal,", "{del, \"/auth/sessions/{session_id}\", user,",
		"api", "TestEveryRouteByAPIToken",
	},
	{
		"a stream ends with its session", "internal/api/event.go",
		"return agenda.CodeOf(err) != agenda.Unauthenticated", "return true || err == nil",
		"api", "TestAStreamEndsWithItsToken",
	},
	{
		"a stream that is left open is no use of its session", "internal/api/event.go",
		"_, _, err := s.a.identify(", "_, err := s.a.authenticate(",
		"api", "TestAStreamEndsWithItsToken",
	},
	{
		"signing out ends the session", "internal/ui/signin.go",
		"\tif v.session != nil {\n\t\tctx :=", "\tif false {\n\t\tctx :=",
		"ui", "TestSigningOutEndsTheSession",
	},
	{
		"a restore to PostgreSQL brings no session with it", "internal/store/postgres_backup.go",
		"execAll(ctx, tx, \"DELETE FROM sessions\")", "execAll(ctx, tx)",
		"store", "TestUsersGrowIntoPostgresAndBack",
	},
}
