package api

// clientOperations describes the routes about clients, as operations does the others.
var clientOperations = map[string]operation{
	"GET /clients/": {
		tag: "clients", id: "listClients", summary: "For whom there are appointments or cards, in the order of their names",
		params:   []string{"ClientPart", "NamePart", "AfterName", "ClientLimit"},
		ok:       node{"200": answer("The clients", jsonOf(list("Client")), "Link")},
		refusals: []string{"422"},
	},
	"GET /clients/card": {
		tag: "clients", id: "getClientCard", summary: "How a client is reached, and what is to know of them",
		about:    "Where there is no card yet it is empty, and its version is 0. No summary, feed or export holds any of it.",
		params:   []string{"ClientName"},
		ok:       node{"200": answer("The card", jsonOf(schemaRef("ClientCard")), "ETag")},
		refusals: []string{"404", "422"},
	},
	"PUT /clients/card": {
		tag: "clients", id: "updateClientCard", summary: "Keep or change a card, or remove it",
		about:    "What is not sent stays. A card that is emptied is removed. With If-Match it answers 412, and with the card as it is now, where somebody changed it meanwhile.",
		params:   []string{"IfMatch"},
		body:     jsonOf(schemaRef("ClientCardPatch")),
		ok:       node{"200": answer("The card as it is now", jsonOf(schemaRef("ClientCard")), "ETag")},
		refusals: []string{"404", "412", "507"},
	},
	"POST /clients/rename": {
		tag: "clients", id: "renameClient", summary: "Give a client another name, in all appointments and on the card",
		about: "Where there is a client of the other name already it answers 409, unless join is true: the two are one from then on. " +
			"Then the card of the other name stays, and the notes on it hold what else the one that is gone said.",
		body:     jsonOf(schemaRef("ClientRename")),
		ok:       node{"200": answer("The new name, and how many appointments were given it", jsonOf(schemaRef("ClientRenamed")))},
		refusals: []string{"400", "404", "409", "422", "507"},
	},
}

func clientSchemas() node {
	phone, email, address, notes := "With digits, spaces and + - / ( ) . alone, up to 40 characters", "Up to 254 characters", "Lines, up to 500 characters", "Lines, up to 4,000 characters"
	return node{
		"Client": describeObject("name", str(""), "appointments", whole("Cancelled ones too"),
			"last", nullable(moment("Start of the latest visit that has begun")), "next", nullable(moment("Start of the next visit")),
			"phone", str("As the card has it; empty: it has none")),
		"ClientCard": describeObject("id", whole("As the audit log names it; 0: there is no card"), "name", str("Of the client"), "phone", str(phone), "email", str(email),
			"address", str(address), "notes", str(notes), "version", whole("The ETag is \"v\" and this number; 0: there is no card"),
			"updated_at", nullable(moment("null: there is no card")), "updated_by", str("User name")),
		"ClientCardPatch": withExample(describeObject("name", str("Of a client, its ASCII letters in any case"), "phone?", orNull(phone), "email?", orNull(email),
			"address?", orNull(address), "notes?", orNull(notes)), node{"name": "Jonas Lindqvist", "phone": "+49 30 1234567"}),
		"ClientRename": withExample(node{
			"type": "object", "required": []string{"from", "to"},
			"properties": node{"from": str("The name now, its ASCII letters in any case"), "to": str("The other name"), "join": nullable(truth("There may be a client of that name already"))},
		}, node{"from": "P. Nair", "to": "Priya Nair"}),
		"ClientRenamed": describeObject("name", str(""), "appointments", whole("How many were given the name")),
	}
}
