package apiclient

import (
	"errors"
	"net/url"
	"time"

	"appointment-manager/internal/agenda"
)

// In returns a copy of c that speaks of time as clocks in zone show it. The days and wall times that
// its calls are given are meant there, and those of the appointments and free times that it returns,
// with an error too, are the zone's: whoever calls meets no other.
func (c *Client) In(zone *time.Location) *Client {
	d := *c
	d.zone = zone
	return &d
}

// zoneName is what a request says of the zone; nil: nothing, so that the service's own counts.
func (c *Client) zoneName() *string {
	if c.zone == nil {
		return nil
	}
	return new(c.zone.String())
}

// inZone adds to a query which zone its days and times are meant in.
func (c *Client) inZone(q url.Values) url.Values {
	if name := c.zoneName(); name != nil {
		q.Set("time_zone", *name)
	}
	return q
}

// localize gives what the service answered the wall times of the client's zone.
func (c *Client) localize(answer any) {
	if c.zone == nil {
		return
	}
	switch answer := answer.(type) {
	case *agenda.Appointment:
		*answer = answer.In(c.zone)
	case *[]agenda.Appointment:
		for i := range *answer {
			(*answer)[i] = (*answer)[i].In(c.zone)
		}
	case *[]agenda.Slot:
		for i := range *answer {
			(*answer)[i] = (*answer)[i].In(c.zone)
		}
	}
}

// localizeError is localize for what a refusal tells of.
func (c *Client) localizeError(err error) error {
	if e, ok := errors.AsType[*agenda.Error](err); ok {
		c.localize(&e.Conflicts)
		c.localize(&e.Free)
		if e.Current != nil {
			c.localize(e.Current)
		}
	}
	return err
}
