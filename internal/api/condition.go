package api

import (
	"net/http"
	"strconv"
	"strings"
)

// versionTag is the entity tag of an appointment or a card, RFC 9110 section 8.8.3. Each version has one
// form, so the tag is strong.
func versionTag(version int64) string { return `"v` + strconv.FormatInt(version, 10) + `"` }

// unchanged tells whether the client holds what bears this tag, and so wants a 304. If-None-Match
// compares weakly, RFC 9110 section 13.1.2.
func unchanged(r *http.Request, tag string) bool {
	for _, line := range r.Header["If-None-Match"] {
		for candidate := range strings.SplitSeq(line, ",") {
			candidate = strings.TrimPrefix(strings.TrimSpace(candidate), "W/")
			if candidate == tag || candidate == "*" {
				return true
			}
		}
	}
	return false
}

// notModified answers that the client's copy is still good. The caller has set its ETag.
func notModified(w http.ResponseWriter) error {
	w.WriteHeader(http.StatusNotModified)
	return nil
}

// noVersion is a version that nothing has.
const noVersion int64 = -1

// ifVersion returns the version that If-Match asks for, nil where it asks for none in particular.
// If-Match compares strongly, so a weak tag or one that is not ours matches no version. Of several
// tags the one that holds now, which current tells, is chosen; that it still holds is checked when the
// change is made.
func ifVersion(r *http.Request, current func() (int64, error)) (*int64, error) {
	lines := r.Header["If-Match"]
	if len(lines) == 0 {
		return nil, nil
	}
	var versions []int64
	for candidate := range strings.SplitSeq(strings.Join(lines, ","), ",") {
		candidate = strings.TrimSpace(candidate)
		if candidate == "*" {
			return nil, nil
		}
		v, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimPrefix(candidate, `"v`), `"`), 10, 64)
		if err == nil && candidate == versionTag(v) {
			versions = append(versions, v)
		}
	}
	chosen := noVersion
	if len(versions) == 1 {
		chosen = versions[0]
	} else if len(versions) > 1 {
		now, err := current()
		if err != nil {
			return nil, err
		}
		for _, v := range versions {
			if v == now {
				chosen = v
			}
		}
	}
	return &chosen, nil
}
