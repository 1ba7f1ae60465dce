package agenda

// Faults returns what is wrong with the values that p names, in the order of the documented API's
// members. An adapter that found members of the wrong type uses it to report both kinds together.
func (p *AppointmentPatch) Faults() []Field {
	_, faults := p.parse()
	return faults
}
