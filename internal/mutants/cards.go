package main

// cards holds what keeps clients' cards whole, with their clients, and at the desk.
var cards = []mutant{
	{
		"two cards become one without loss", "internal/agenda/client_card.go",
		`notes = append(notes, strings.ReplaceAll(theirs, "\n", ", "))`, "_ = notes",
		"agenda", "TestJoiningCardsLosesNothing",
	},
	{
		"two cards whose notes do not fit on one stay two", "internal/agenda/client_card.go",
		"if n := utf8.RuneCountInString(c.Notes); n > MaxNotesLength {", "if n := utf8.RuneCountInString(c.Notes); n > 2*MaxNotesLength {",
		"store", "TestSQLite$/client_cards_get_other_names",
	},
	{
		"a card that was changed meanwhile is not written over", "internal/agenda/client_card.go",
		"*ifVersion != c.Version {", "*ifVersion > c.Version {",
		"api", "TestClientsHaveCards",
	},
	{
		"a card's form tells which version it changes", "internal/ui/client_edit.go",
		"f.Name, versionOf(f.Version),", "f.Name, nil,",
		"ui", "TestACardThatIsRefusedIsKept",
	},
	{
		"no two states of a card share a version", "internal/store/client_cards.go",
		"max(s.instant().UnixMicro(), before.Version+1)", "before.Version+1",
		"store", "TestSQLite$/client_cards$",
	},
	{
		"a card follows its client's name", "internal/store/clients.go",
		"s.renameClientCard(ctx, tx, card, kept, to)", "s.renameClientCard(ctx, tx, agenda.ClientCard{}, kept, to)",
		"store", "TestSQLite$/client_cards_get_other_names",
	},
	{
		"whose card alone is left is joined to nobody unasked", "internal/store/clients.go",
		"if (others || kept.ID != 0 && kept.ID != card.ID) && !join {", "if others && !join {",
		"store", "TestSQLite$/client_cards_get_other_names",
	},
	{
		"whose card alone is left stays in sight", "internal/store/clients.go",
		"SELECT client_name, 0, CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), phone FROM client_cards WHERE `+carded", "SELECT client_name, 0, CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), phone FROM client_cards WHERE false AND `+carded",
		"store", "TestSQLite$/clients_are_found_by_their_cards",
	},
	{
		"a backup holds the cards", "internal/store/postgres_backup.go",
		`"kinds", "client_cards"}`, `"kinds"}`,
		"store", "TestUsersGrowIntoPostgresAndBack",
	},
	{
		"an address reads as nothing else in a link", "internal/ui/client_card.go",
		"url.PathEscape(c.Email)", "c.Email",
		"ui", "TestClientsHaveCards",
	},
	{
		"a card's form outlives the session", "internal/ui/kept.go",
		`case k.Path == "/clients/edit":`, "case false:",
		"ui", "TestACardIsKeptOverTheEndOfASession",
	},
}
