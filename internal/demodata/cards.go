package demodata

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"appointment-manager/internal/agenda"
)

// cardNotes are what a practice knows of a client beside the appointments; of most there is nothing.
var cardNotes = []string{
	"Call after five, works shifts.", "Hard of hearing: write rather than ring.", "Daughter makes the appointments.", "Invoice to the employer.", "Ring twice: the bell is quiet.",
}

// Card is how one of the practice's clients is reached.
type Card struct {
	Client string
	Patch  agenda.ClientCardPatch
}

// Cards returns the cards of the clients whom drafts name, in the order of their first appointments. One in
// four has none. The numbers are of those that the German regulator keeps for invented people.
func Cards(drafts []agenda.AppointmentDraft, seed uint64) (cards []Card) {
	random := rand.New(rand.NewPCG(seed, 0xca4d))
	known := map[string]bool{}
	for _, d := range drafts {
		if known[d.ClientName] || slices.Contains(internals, d.ClientName) || slices.Contains(groups, d.ClientName) {
			continue
		}
		known[d.ClientName] = true
		if random.IntN(4) == 0 {
			continue
		}
		p := agenda.ClientCardPatch{Phone: new(fmt.Sprintf("030 23125 %03d", random.IntN(1000)))}
		if random.IntN(3) > 0 {
			first, last, _ := strings.Cut(strings.ToLower(d.ClientName), " ")
			p.Email = new(first + "." + strings.ReplaceAll(last, "’", "") + "@example.org")
		}
		if random.IntN(5) == 0 {
			p.Notes = &cardNotes[random.IntN(len(cardNotes))]
		}
		cards = append(cards, Card{d.ClientName, p})
	}
	return cards
}
