package main

// access holds what keeps out who does not belong, and in what is private.
var access = []mutant{
	{
		"a name within a word leads nowhere", "internal/ui/brief_links.go",
		"if agenda.OfWord(before) {", "if false {",
		"ui", "TestBriefsAreLinked",
	},
	{
		"an API token that only reads changes nothing", "internal/api/endpoint.go",
		"case scope != agenda.ScopeWrite && method", "case false && method",
		"api", "TestEveryRouteByAPIToken",
	},
	{
		"an API token opens no administrators' and no personal route", "internal/api/endpoint.go",
		"case rt.access != user:", "case false:",
		"api", "TestEveryRouteByAPIToken",
	},
	{
		"only administrators change kinds", "internal/api/routes.go",
		`{put, "/kinds/{kind_id}", admin,`, `{put, "/kinds/{kind_id}", user,`,
		"api", "TestEveryRouteByEveryRole",
	},
	{
		"API tokens expire", "internal/agenda/apitoken.go",
		"t.ExpiresAt != nil && !now.Before(*t.ExpiresAt)", "false",
		"agenda", "TestAPITokensOpenWhatTheyAreFor",
	},
	{
		"a disabled user's API tokens are refused", "internal/agenda/apitoken.go",
		"(u.Disabled || ", "(false || ",
		"agenda", "TestAPITokensOpenWhatTheyAreFor",
	},
	{
		"the use of an API token is noted now and then", "internal/agenda/apitoken.go",
		"|| now.Sub(*t.LastUsedAt) >= useNoted", "|| true",
		"agenda", "TestTheUseOfAnAPITokenIsNotedNowAndThen",
	},
	{
		"API tokens are stored as hashes", "internal/agenda/apitoken.go",
		"CreateAPIToken(ctx, t, hashOf(secret), maxTokens)", "CreateAPIToken(ctx, t, secret, maxTokens)",
		"agenda", "TestAPITokensOpenWhatTheyAreFor",
	},
	{
		"an API token is found by its own hash", "internal/store/api_tokens.go",
		"WHERE t.hash = ?", "WHERE (t.hash = ? OR TRUE)",
		"store", "TestSQLite$/API_tokens",
	},
	{
		"nobody revokes another's API token", "internal/store/api_tokens.go",
		"WHERE id = ? AND user_id = ?", "WHERE id = ? AND (user_id = ? OR TRUE)",
		"store", "TestSQLite$/API_tokens",
	},
	{
		"a restore revives no API token", "internal/store/restore.go",
		"; DELETE FROM api_tokens", "",
		"store", "TestRestore",
	},
	{
		"passwords that bcrypt would cut are refused", "internal/agenda/user.go",
		"case len(password) > MaxPasswordBytes:", "case false:",
		"agenda", "TestNamesAndPasswords",
	},
	{
		"an unknown user costs as much as a wrong password", "internal/auth/passwords.go",
		"\t\tagainst = p.decoy\n", "\t\treturn false, nil\n",
		"auth", "TestAnUnknownUserCostsAsMuchAsAWrongPassword",
	},
	{
		"hashing is bounded", "internal/auth/passwords.go",
		"\tdefault:\n\t\treturn busy\n", "\tcase <-ctx.Done():\n\t\treturn busy\n",
		"auth", "TestTooManyWaitersAreSentAway",
	},
	{
		"tokens of an earlier version are refused", "internal/agenda/session.go",
		"(u.Disabled || u.TokenVersion != c.TokenVersion)", "u.Disabled",
		"api", "TestPasswordsAndSessions",
	},
	{
		"a row that cannot be read is damage, not a fault of who asks", "internal/store/rows.go",
		"return unreadable(\"appointment\", a.ID, err)\n\t}\n\tif a.Time", "return err\n\t}\n\tif a.Time",
		"store", "TestRowThatCannotBeReadIsToldAsDamage",
	},
	{
		"a disabled user's token is refused", "internal/agenda/session.go",
		"(u.Disabled || u.TokenVersion != c.TokenVersion)", "u.TokenVersion != c.TokenVersion",
		"agenda", "TestADisabledUserIsShutOut",
	},
	{
		"a disabled user cannot sign in", "internal/agenda/signin.go",
		"if !ok || u.Disabled {", "if !ok {",
		"agenda", "TestADisabledUserIsShutOut",
	},
	{
		"tokens of another algorithm are refused", "internal/auth/tokens.go",
		"jwt.WithValidMethods([]string{\"HS256\"}), ", "",
		"auth", "TestForgedTokensAreRefused",
	},
	{
		"tokens without an end are refused", "internal/auth/tokens.go",
		"jwt.WithExpirationRequired(), ", "",
		"auth", "TestForgedTokensAreRefused",
	},
	{
		"a remembered token ends too", "internal/auth/tokens.go",
		"if ok && t.now().Before(known.ExpiresAt) {", "if ok {",
		"auth", "TestTokenSaysWhatItWasIssuedWith",
	},
	{
		"a session cannot be renewed for ever", "internal/auth/tokens.go",
		"t.now().Sub(c.SignedInAt) > RenewableFor", "false",
		"auth", "TestARenewedToken",
	},
	{
		"a short secret is refused", "internal/auth/tokens.go",
		"if len(secret) < MinSecretBytes {", "if false {",
		"auth", "TestShortSecretIsRefused",
	},
	{
		"guessing is slowed down", "internal/agenda/signin.go",
		"if wait := until.Sub(s.now()); wait > 0 {", "if wait := until.Sub(s.now()); wait > 0 && false {",
		"api", "TestGuessingIsSlowedDown",
	},
	{
		"the tries that are left are those of every count", "internal/agenda/signin.go",
		"left = max(0, min(left, guesses-failures))", "left = max(0, guesses-failures)",
		"agenda", "TestRefusalsTellHowManyTriesAreLeft",
	},
	{
		"guesses at one account are answered one after another", "internal/agenda/signin.go",
		"end, err := s.turns.take(ctx, name)", "end, err := func() {}, error(nil)",
		"agenda", "TestGuessesSentAtOnceAreSlowedDownToo",
	},
	{
		"guests are limited", "internal/api/endpoint.go",
		"return ctx, take(a.guestLimit, neighbourhood(a.clientAddress(r)), x.Header())", "return ctx, nil",
		"api", "TestGuestsAreLimitedByAddress",
	},
	{
		"only proxies are believed, by the API", "internal/api/address.go",
		"\tif !a.trusted(client) {\n\t\treturn client\n\t}\n\thops", "\thops",
		"api", "TestNobodyIsBelievedButProxies",
	},
	{
		"only proxies are believed, by the pages", "internal/ui/visit.go",
		"\tif !s.trusted(at) {", "\tif false {",
		"ui", "TestAddressesComeFromTrustedProxiesOnly",
	},
	{
		"administrators' routes are theirs alone", "internal/api/endpoint.go",
		"if rt.access == admin && u.Role != agenda.RoleAdmin {", "if false {",
		"api", "TestEveryRouteByEveryRole",
	},
	{
		"other sites cannot act", "internal/ui/protect.go",
		"\tnext = sameOrigin.Handler(next)\n", "",
		"ui", "TestRequestsFromOtherSitesDoNothing",
	},
	{
		"the pages' bodies are bounded", "internal/ui/protect.go",
		"r.Body = http.MaxBytesReader(w, r.Body, limit)", "_ = limit",
		"ui", "TestBodiesAreBounded",
	},
	{
		"the API's bodies are bounded", "internal/api/body.go",
		"io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))", "io.ReadAll(r.Body)",
		"api", "TestBodiesOfUnknownLength",
	},
	{
		"large bodies are not waited for", "internal/api/body.go",
		"if r.ContentLength > maxBody {", "if false {",
		"api", "TestLargeBodiesAreNotWaitedFor",
	},
	{
		"large headers are refused", "internal/httpserver/httpserver.go",
		"MaxHeaderBytes:    16 << 10,", "",
		"httpserver", "TestHeadersThatAreTooLargeAreRefused",
	},
	{
		"exported cells are no formulas", "internal/api/export.go",
		"\tif formula {", "\tif formula && false {",
		"api", "TestCSV",
	},
	{
		"no script reads the session", "internal/ui/session.go",
		"HttpOnly: true,", "HttpOnly: false,",
		"ui", "TestSignInAndOut",
	},
	{
		"the session goes over TLS alone where there is TLS", "internal/ui/session.go",
		"Secure: v.secure,", "",
		"ui", "TestSecureCookieOnTLS",
	},
	{
		"the session is not sent along from other sites", "internal/ui/session.go",
		"SameSite: http.SameSiteLaxMode,", "",
		"ui", "TestSignInAndOut",
	},
	{
		"signing in leads nowhere else", "internal/ui/visit.go",
		"func localPath(target, fallback string) string {\n", "func localPath(target, fallback string) string {\n\tif target != \"\" {\n\t\treturn target\n\t}\n",
		"ui", "TestSignInLeadsNowhereElse",
	},
	{
		"pages run no script of others", "internal/ui/protect.go",
		"\t\th.Set(\"Content-Security-Policy\", policy)\n", "",
		"ui", "TestHeadersOnEveryAnswer",
	},
	{
		"private answers are not kept", "internal/api/edge.go",
		"\t\th[\"Cache-Control\"] = noStore\n", "",
		"api", "TestEveryAnswerBearsItsHeaders",
	},
	{
		"names hold nothing that reorders the text", "internal/agenda/appointment.go",
		"unicode.Is(unicode.Bidi_Control, r)", "false",
		"api", "TestNamesThatReadOtherwise",
	},
	{
		"names show something", "internal/agenda/appointment.go",
		"\t\tif isBlank(a.ClientName) {", "\t\tif a.ClientName == \"\" {",
		"api", "TestNamesThatShowNothing",
	},
	{
		"causes are not shown", "internal/problem/write.go",
		"case kind.Code == agenda.Internal:\n\t\tdoc.Detail = ", "case kind.Code == agenda.Internal:\n\t\tdoc.Detail = err.Error() + ",
		"problem", "TestACauseIsNeverShown",
	},
	{
		"the model is told no names", "internal/llm/chat.go",
		"\tif c.redact {\n", "\tif false {\n",
		"llm", "TestRedaction",
	},
	{
		"notes are data to the model", "internal/llm/prompt.go",
		"quoted(clip(note, share))", "clip(note, share)",
		"llm", "TestPromptHoldsEverythingAndFencesNotes",
	},
	{
		"a prompt goes to no other address", "internal/llm/chat.go",
		"return http.ErrUseLastResponse", "return nil",
		"llm", "TestAPromptGoesToNoOtherAddress",
	},
	{
		"the log names routes, not paths", "internal/api/edge.go",
		"slog.String(\"route\", x.route)", "slog.String(\"route\", r.URL.RequestURI())",
		"api", "TestTheAccessLogTellsNothingPrivate",
	},
	{
		"the log of a panic holds no content", "internal/worker/attempt.go",
		"fmt.Sprintf(\"%T\", v)", "fmt.Sprint(v)",
		"worker", "TestAPanicIsAFailureOfTheJobAlone",
	},
	{
		"the last administrator stays one", "internal/store/users.go",
		"if before.Administers() && !u.Administers() {", "if false {",
		"api", "TestThereIsAlwaysAnAdministrator",
	},
	{
		"a disabled administrator is none", "internal/store/users.go",
		" AND disabled = \"+s.dialect.boolean(false)+\"", "",
		"store", "TestSQLite/the_last_administrator_stays",
	},
	{
		"the last administrator is not the one who goes", "internal/store/users.go",
		" AND id <> ?)\", id)", ")\")",
		"api", "TestThereIsAlwaysAnAdministrator",
	},
	{
		"a reset password ends the sessions", "internal/agenda/users.go",
		"\t\tu.TokenVersion++\n", "",
		"api", "TestPasswordsAreReset",
	},
	{
		"secret settings are hidden", "internal/config/config.go",
		"if r.setting.Secret && value != \"\" {", "if false {",
		"daemon/backendd", "TestWhatAdministratorsAreTold",
	},
	{
		"users are administrators' business", "internal/api/routes.go",
		"\"/admin/users/{user_id}\", admin,", "\"/admin/users/{user_id}\", user,",
		"api", "TestEveryRouteByEveryRole",
	},
	{
		"the audit log is administrators' business", "internal/api/routes.go",
		"\"/admin/audit\", admin,", "\"/admin/audit\", user,",
		"api", "TestEveryRouteByEveryRole",
	},
	{
		"what was deleted too long ago is not shown", "internal/store/audit_read.go",
		"where, args := \"deleted_at >= ?\"", "where, args := \"deleted_at > ? - deleted_at\"",
		"store", "TestSQLite/deleted_appointments",
	},
	{
		"the list of users is administrators' business", "internal/api/routes.go",
		"{get, \"/admin/users/\", admin,", "{get, \"/admin/users/\", user,",
		"api", "TestEveryRouteByEveryRole",
	},
	{
		"making users is administrators' business", "internal/api/routes.go",
		"{post, \"/admin/users/\", admin,", "{post, \"/admin/users/\", user,",
		"api", "TestEveryRouteByEveryRole",
	},
	{
		"resetting passwords is administrators' business", "internal/api/routes.go",
		"\"/admin/users/{user_id}/password\", admin,", "\"/admin/users/{user_id}/password\", user,",
		"api", "TestEveryRouteByEveryRole",
	},
	{
		"the queue is administrators' business", "internal/api/routes.go",
		"{get, \"/admin/queue\", admin,", "{get, \"/admin/queue\", user,",
		"api", "TestEveryRouteByEveryRole",
	},
	{
		"retrying all is administrators' business", "internal/api/routes.go",
		"\"/admin/queue/retry\", admin,", "\"/admin/queue/retry\", user,",
		"api", "TestEveryRouteByEveryRole",
	},
	{
		"the system is administrators' business", "internal/api/routes.go",
		"\"/admin/system\", admin,", "\"/admin/system\", user,",
		"api", "TestEveryRouteByEveryRole",
	},
	{
		"backing up is administrators' business", "internal/api/routes.go",
		"\"/admin/backup\", admin,", "\"/admin/backup\", user,",
		"api", "TestEveryRouteByEveryRole",
	},
	{
		"the pages of the administration are administrators' alone", "internal/ui/admin.go",
		"if v.session.Role != agenda.RoleAdmin {", "if false {",
		"ui", "TestAdministrationIsForAdministrators",
	},
	{
		"without Redis its numbers are unknown", "internal/daemon/backendd/operations.go",
		"err := o.d.queue.Stats(soon); err == nil {", "err := o.d.queue.Stats(soon); err == nil || true {",
		"daemon/backendd", "TestWhatAdministratorsAreTold",
	},
}
