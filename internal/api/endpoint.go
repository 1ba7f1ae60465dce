package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"appointment-manager/internal/agenda"
)

// endpoint makes a row of the route table answer: it admits the request and runs the handler, and
// renders whichever of the two failed.
func (a *api) endpoint(rt route) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.(*exchange).route = rt.pattern
		ctx := r.Context()
		if rt.pace == quick {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, callTimeout)
			defer cancel()
		}
		ctx, err := a.admit(ctx, rt, w.(*exchange), r)
		if err == nil {
			err = rt.handle(w, r.WithContext(ctx))
		}
		if err != nil {
			a.fail(w, r, err)
		}
	}
}

// admit decides whether a request may pass, and returns a context that knows who acts.
func (a *api) admit(ctx context.Context, rt route, x *exchange, r *http.Request) (context.Context, error) {
	if rt.access == guarded {
		return ctx, take(a.guestLimit, neighbourhood(a.clientAddress(r)), x.Header())
	}
	if rt.access == anybody {
		return ctx, nil
	}
	u, err := a.authenticate(ctx, x, r)
	if err != nil {
		return ctx, err
	}
	if a.RateLimit > 0 {
		if err := take(a.userLimit, u.ID, x.Header()); err != nil {
			return ctx, err
		}
	}
	if err := tokenMay(rt, x.scope, r.Method); err != nil {
		return ctx, err
	}
	if rt.access == admin && u.Role != agenda.RoleAdmin {
		return ctx, agenda.Fail(agenda.Forbidden, "Insufficient permissions")
	}
	actor := u.Actor()
	actor.RequestID, actor.Session = x.id, x.claims.Session
	return agenda.WithActor(ctx, actor), nil
}

// tokenMay tells whether an API token of this scope opens a route. A session, which has none, opens all.
func tokenMay(rt route, scope agenda.Scope, method string) error {
	switch {
	case scope == "":
		return nil
	case rt.access != user:
		return agenda.Fail(agenda.Forbidden, "An API token cannot do this. Sign in with the password.")
	case scope != agenda.ScopeWrite && method != http.MethodGet && method != http.MethodHead:
		return agenda.Fail(agenda.Forbidden, "This API token can only read.")
	}
	return nil
}

// authenticate returns the user whose token the request carries, and notes where its session was seen.
func (a *api) authenticate(ctx context.Context, x *exchange, r *http.Request) (agenda.User, error) {
	u, due, err := a.identify(ctx, x, r)
	if due {
		session := a.seen(r)
		session.ID, session.UserID, session.ExpiresAt = x.claims.Session, u.ID, x.claims.ExpiresAt
		a.Sessions.Seen(ctx, session)
	}
	return u, err
}

// identify returns the user whose token the request carries, and whether it is time to note where its
// session was seen.
func (a *api) identify(ctx context.Context, x *exchange, r *http.Request) (u agenda.User, due bool, err error) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	token = strings.Trim(token, " ")
	if !strings.EqualFold(scheme, "Bearer") || token == "" {
		return agenda.User{}, false, agenda.Fail(agenda.Unauthenticated, "Not authenticated")
	}
	if strings.HasPrefix(token, agenda.TokenPrefix) {
		u, scope, err := a.APITokens.Owner(ctx, token)
		x.scope = scope
		return u, false, err
	}
	claims, err := a.Tokens.Verify(token)
	if err != nil {
		return agenda.User{}, false, &agenda.Error{Code: agenda.Unauthenticated, Message: "Could not validate credentials", Err: err}
	}
	x.claims = claims
	return a.Sessions.User(ctx, claims)
}

var jsonType = []string{"application/json"}

// writeJSON answers with v.
func writeJSON(w http.ResponseWriter, status int, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("api: encode answer: %w", err)
	}
	writeBody(w, status, jsonType, b)
	return nil
}

// writeBody answers with a body that is there as a whole. A client that went away meanwhile is no
// fault of anybody.
func writeBody(w http.ResponseWriter, status int, contentType []string, b []byte) {
	h := w.Header()
	h["Content-Type"] = contentType
	h["Content-Length"] = []string{strconv.Itoa(len(b))}
	w.WriteHeader(status)
	_, _ = w.Write(b)
}
