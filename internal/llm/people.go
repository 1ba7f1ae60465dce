package llm

// people is the second paragraph: who comes for the first time, who is not sure to come, and who
// does not come.
func (f *facts) people() []string {
	var s []string
	if n := len(f.firsts); n == 1 {
		s = append(s, f.say.firstVisit(f.firsts[0]))
	} else if n > maxNamedPeople && n == len(f.visits) {
		s = append(s, f.say.allFirstVisits(n))
	} else if n > 1 {
		s = append(s, f.say.firstVisits(n, few(f.firsts)))
	}
	if n := len(f.tentative); n > 0 {
		s = append(s, f.say.unconfirmed(n, few(f.tentative)))
	}
	if n := len(f.cancelled); n > 0 {
		s = append(s, f.say.cancelled(n, few(f.cancelled)))
	}
	return s
}

// few returns visits to be named, or none when they are too many for a sentence.
func few(visits []visit) []visit {
	if len(visits) > maxNamedPeople {
		return nil
	}
	return visits
}
