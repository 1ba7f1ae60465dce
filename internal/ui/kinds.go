package ui

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"time"

	"appointment-manager/internal/agenda"
)

// kindPatience bounds how long a page waits for the kinds, which it can do without.
const kindPatience = 1500 * time.Millisecond

// startKinds begins to load the kinds while the page loads its own content.
func (v *visit) startKinds() {
	ctx, cancel := context.WithTimeout(v.ctx(), kindPatience)
	type answer struct {
		kinds []agenda.Kind
		known bool
	}
	found := make(chan answer, 1)
	caller := v.caller
	go func() {
		defer cancel()
		kinds, err := caller.Kinds(ctx)
		found <- answer{kinds, err == nil}
	}()
	v.kindsAsked = sync.OnceValues(func() ([]agenda.Kind, bool) {
		a := <-found
		return a.kinds, a.known
	})
}

// kinds are those that appointments can be of, none where the page did not ask or the service fails: what
// is drawn is then as for a practice that has none.
func (v *visit) kinds() []agenda.Kind {
	kinds, _ := v.askedKinds()
	return kinds
}

// askedKinds are the kinds for what may not take one that could not be loaded for one that is not there.
func (v *visit) askedKinds() (_ []agenda.Kind, known bool) {
	if v.kindsAsked == nil {
		return nil, false
	}
	return v.kindsAsked()
}

// hue is the class that draws what is of a kind. What is of none, or of one that is gone, is without a
// hue beside those that have one.
func (v *visit) hue(kind string) string {
	k, listed := agenda.KindNamed(v.kinds(), kind)
	switch {
	case listed:
		return hueClass(k.Hue)
	case kind == "" && len(v.kinds()) == 0:
		return "k"
	}
	return "k k-none"
}

func hueClass(hue int) string { return "k k" + strconv.Itoa(hue) }

// showsKinds tells whether a list has a column for kinds.
func (v *visit) showsKinds(list []agenda.Appointment) bool {
	for i := range list {
		if list[i].Kind != "" {
			return true
		}
	}
	return len(v.kinds()) > 0
}

// kindOptions are the kinds to choose from, after one that is none of them; of one that was chosen and
// is not listed it is said so, where that is known.
func (v *visit) kindOptions(none, selected string, words func(*agenda.Kind) string) []option {
	options := []option{{"", none, selected == ""}}
	kinds, known := v.askedKinds()
	for i := range kinds {
		k := &kinds[i]
		options = append(options, option{k.Name, words(k), strings.EqualFold(k.Name, selected)})
	}
	if _, listed := agenda.KindNamed(kinds, selected); selected != "" && !listed {
		text := selected
		if known {
			text = v.t("%s (not listed any more)", selected)
		}
		options = append(options, option{selected, text, true})
	}
	return options
}

func kindName(k *agenda.Kind) string { return k.Name }

// kindAndState is the third line of a chip, as far as it is about the appointment's kind; those who hear
// it are told with the chip's other words.
func (v *visit) kindAndState(a *agenda.Appointment) string {
	if a.Kind == "" || a.Status != agenda.Tentative {
		return v.isolate(a.Kind)
	}
	return v.t("%s · %s", a.Kind, v.t("unconfirmed"))
}

// hueWords names the hues, in their order.
func (v *visit) hueWords() []string {
	return []string{
		v.t("Blue"), v.t("Spruce"), v.t("Amber"), v.t("Purple"), v.t("Terracotta"), v.t("Grey"),
		v.t("Cyan"), v.t("Violet"), v.t("Rose"), v.t("Olive"), v.t("Green"), v.t("Orange"),
	}
}

// usualKinds are those that many a practice has, in the visitor's language.
func (v *visit) usualKinds() []agenda.Kind {
	names := []string{v.t("Visit"), v.t("Follow-up"), v.t("Call"), v.t("Group"), v.t("Assessment"), v.t("Internal")}
	kinds := make([]agenda.Kind, len(names))
	for i, k := range agenda.UsualKinds {
		k.Name = names[i]
		kinds[i] = k
	}
	return kinds
}
