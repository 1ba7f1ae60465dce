package api

import (
	"math"
	"net/http"
	"strconv"

	"appointment-manager/internal/agenda"
)

const (
	defaultAudit   = 50
	maxAudit       = 200
	defaultDeleted = 100
	deletedFilter  = "deleted" // keeps cursors of other lists out
)

func (a *api) listAudit(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	from, to := q.date("from"), q.date("to")
	days := agenda.DaysIn(a.zone(q), from, to)
	wanted := agenda.AuditQuery{
		Actor: q.text("actor", maxSearchText), Action: q.text("action", maxWord), Object: q.text("object", maxWord),
		ObjectID: q.text("object_id", maxID), From: days.From, To: days.To,
		Before: int64(q.integer("before", 1, math.MaxInt, 0)),
	}
	limit := q.integer("limit", 1, maxAudit, defaultAudit)
	if err := q.invalid(); err != nil {
		return err
	}
	wanted.Limit = limit + 1 // one more than the page holds tells whether there is a next
	entries, err := a.Records.Audit(r.Context(), wanted)
	if err != nil {
		return err
	}
	if len(entries) > limit {
		entries = entries[:limit]
		linkNext(w, r, "before", strconv.FormatInt(entries[limit-1].ID, 10))
	}
	return writeJSON(w, http.StatusOK, entries)
}

func (a *api) history(w http.ResponseWriter, r *http.Request) error {
	id, err := appointmentID(r)
	if err != nil {
		return err
	}
	entries, err := a.Records.History(r.Context(), id)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, entries)
}

func (a *api) listDeleted(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	limit := q.integer("limit", 1, maxPage, defaultDeleted)
	var after *agenda.Cursor
	if cursor, ok := q.lookup("cursor", maxID); ok {
		if after, ok = decodeCursor(cursor, deletedFilter); !ok {
			q.fault("cursor", agenda.FaultValue, "The cursor does not belong to this list", nil)
		}
	}
	if err := q.invalid(); err != nil {
		return err
	}
	found, err := a.Records.Deleted(r.Context(), after, limit+1)
	if err != nil {
		return err
	}
	if len(found) > limit {
		found = found[:limit]
		last := &found[limit-1]
		linkNext(w, r, "cursor", encodeCursor(agenda.Cursor{StartsAt: *last.DeletedAt, ID: last.ID}, deletedFilter))
	}
	return writeJSON(w, http.StatusOK, found)
}

// linkNext tells where the next page of a list is: under the same query, from the place given.
func linkNext(w http.ResponseWriter, r *http.Request, param, place string) {
	next := r.URL.Query()
	next.Set(param, place)
	w.Header().Set("Link", "<"+r.URL.Path+"?"+next.Encode()+`>; rel="next"`)
}
