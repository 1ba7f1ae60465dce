package ui

import (
	_ "embed"
	"slices"
	"strings"

	"appointment-manager/internal/agenda"
)

// zoneNames are the zones that there are to choose from, in the order of their names: those that the
// time zone database's zone.tab lists by country.
//
//go:embed zones.txt
var zoneNames string

// zoneGroup is the zones of a part of the world.
type zoneGroup struct {
	Name    string
	Options []option
}

// zoneChoices are the select of the zone: the practice's and what belongs to no part of the world, then
// the others. Each tells how far from UTC it is now. A chosen one that is not listed stays one to choose.
func (v *visit) zoneChoices(chosen string) (first []option, groups []zoneGroup) {
	asPractice := v.t("As the practice (%s)", offsetWords(v.clock.In(v.practice)))
	if c := city(v.practice); c != "" {
		asPractice = v.t("As the practice (%s)", c)
	}
	first = []option{{"", asPractice, chosen == ""}, {"UTC", "UTC", chosen == "UTC"}}
	names := strings.Fields(zoneNames)
	if chosen != "" && chosen != "UTC" && !slices.Contains(names, chosen) {
		first = append(first, option{chosen, chosen, true})
	}
	for _, name := range names {
		zone, err := agenda.LoadZone(name)
		if err != nil {
			continue // this machine's database is older than the list
		}
		region, _, _ := strings.Cut(name, "/")
		region = v.regionWords(region)
		if len(groups) == 0 || groups[len(groups)-1].Name != region {
			groups = append(groups, zoneGroup{Name: region})
		}
		g := &groups[len(groups)-1]
		g.Options = append(g.Options, option{name, v.t("%s (%s)", city(zone), offsetWords(v.clock.In(zone))), name == chosen})
	}
	for _, g := range groups {
		slices.SortStableFunc(g.Options, func(a, b option) int { return strings.Compare(a.Text, b.Text) })
	}
	return first, groups
}

// regionWords names a part of the world as zones are filed under it.
func (l *language) regionWords(region string) string {
	switch region {
	case "Africa":
		return l.t("Africa")
	case "America":
		return l.t("America")
	case "Antarctica":
		return l.t("Antarctica")
	case "Arctic":
		return l.t("Arctic")
	case "Asia":
		return l.t("Asia")
	case "Atlantic":
		return l.t("Atlantic Ocean")
	case "Australia":
		return l.t("Australia")
	case "Europe":
		return l.t("Europe")
	case "Indian":
		return l.t("Indian Ocean")
	case "Pacific":
		return l.t("Pacific Ocean")
	}
	return region
}
